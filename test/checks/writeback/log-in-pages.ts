/**
 * The audit log of the self-service reset service as it is read page by page, newest first, over many polls: what the source
 * `resets` made of it is kept between them as the app keeps it.
 */

import { resets } from '../../../shared/checks/writeback/resets.ts';
import type { WritebackAccess } from '../../../shared/checks/writeback/sources.ts';
import type { ReadResult } from '../../../shared/core/model/check.ts';
import { normalised, type Snapshot } from '../../../shared/core/model/fact.ts';
import { iso } from '../../../shared/core/model/times.ts';
import { believe } from '../../../shared/core/poll/belief.ts';
import { errorOfAnswer } from '../../../shared/graph/errors.ts';
import type { GraphReader } from '../../../shared/graph/graph.ts';
import { StubGraphReader } from '../../stubs/graph-reader.ts';
import { writebackAccess } from '../../stubs/writeback-access.ts';

export const NOON = Date.parse('2026-11-20T12:00:00.000Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** One event of the log, in ms. `readableAt`: when the log delivers it. */
export interface Logged {
  readonly id: string;
  readonly at: number;
  readonly readableAt?: number;
  readonly activity?: string;
  readonly user?: string;
  readonly by?: string;
  readonly agent?: string;
  readonly result?: 'success' | 'failure';
  readonly reason?: string;
  readonly category?: string;
}

const BY_ADMIN = 'Reset password (by admin)';
const SERVICE = "loggedByService eq 'Self-service Password Management'";

const rowOf = ({ id, at, activity = BY_ADMIN, user = 'u', by = 'kim', agent = 'None', ...one }: Logged) => ({
  id,
  correlationId: id,
  category: one.category ?? 'UserManagement',
  activityDisplayName: activity,
  activityDateTime: iso(at),
  result: one.result ?? 'success',
  resultReason: one.reason ?? '',
  initiatedBy: { user: { id: by, displayName: null, userPrincipalName: `${by}@contoso.com` }, app: null },
  targetResources: [{ id: user, type: 'User', userPrincipalName: `${user}@contoso.com` }],
  additionalDetails: activity === BY_ADMIN ? [{ key: 'OnPremisesAgent', value: agent }] : [],
});

const refused = () => errorOfAnswer({ what: 'GET', status: 400, body: {}, retryAfterMs: null, permission: undefined });

export class LogInPages {
  readonly events: Logged[] = [];
  readonly synced = new Set<string>();
  /** Ids that Graph takes for none, and refuses each question with. */
  readonly oddIds = new Set<string>();
  size = 10;
  now = NOON;
  history: WritebackAccess['resetHistory'] = 'counts';
  judgedBy: WritebackAccess['judgedBy'] = async () => null;
  /** Whether the log still knows the place where a reading stood. */
  knowsLinks = true;
  /** Whether the last page leads back to the second one. */
  isCircle = false;
  /** Of each poll, oldest first. */
  readonly pages: number[] = [];
  watermark: string | null = null;
  snapshot: Snapshot | null = null;
  last: ReadResult | null = null;

  /** A minute later. */
  async poll(): Promise<ReadResult> {
    this.now += MINUTE;
    return this.again();
  }

  async polls(many: number): Promise<void> {
    for (let n = 0; n < many; n += 1) await this.poll();
  }

  async again(): Promise<ReadResult> {
    const graph = this.#graph();
    const access = writebackAccess(graph, {
      startedAt: this.now,
      resetHistory: this.history,
      believed: async () => this.snapshot,
      judgedBy: this.judgedBy,
    });
    const result = await resets.read(access, this.watermark);
    this.pages.push(graph.asked.filter(({ path }) => path.startsWith('/auditLogs')).length);
    if (result.kept) return result;
    this.watermark = result.watermark ?? null;
    this.snapshot = believe(
      this.snapshot,
      normalised(JSON.parse(JSON.stringify(result.facts))),
      'state',
      iso(this.now),
    );
    this.last = result;
    return result;
  }

  get totals() {
    const facts = this.last?.facts ?? [];
    return facts.find(({ key }) => key === 'resets')?.details as unknown as {
      readonly byAdmins: number;
      readonly bySelf: number;
      readonly unsure: number;
      readonly isPartial: boolean;
    };
  }

  get measures(): { readonly [name: string]: number } {
    return Object.fromEntries((this.last?.measures ?? []).map(({ name, value }) => [name, value]));
  }

  keys(prefix: string): string[] {
    return (this.last?.facts ?? []).map(({ key }) => key).filter((key) => key.startsWith(prefix));
  }

  #graph(): StubGraphReader {
    const graph = new StubGraphReader((path) => {
      const asked = decodeURIComponent(path);
      if (asked.startsWith('/users?')) {
        const ids = [...asked.matchAll(/'([^']+)'/g)].map(([, id = '']) => id);
        if (ids.some((id) => this.oddIds.has(id))) return refused();
        return ids.map((id) => ({ id, onPremisesSyncEnabled: this.synced.has(id) || null }));
      }
      return this.#rows(asked);
    });
    graph.date = this.now;
    const page = graph.page.bind(graph);
    const inPages: GraphReader['page'] = async (path, item, options) => {
      const [question = '', place = '0'] = path.split('&$skiptoken=');
      if (place !== '0' && !this.knowsLinks) {
        graph.asked.push({ path, permission: undefined });
        throw refused();
      }
      const { items } = await page(question, item, options);
      const from = Number(place);
      const isMore = items.length > from + this.size;
      return {
        items: items.slice(from, from + this.size),
        next:
          this.isCircle && !isMore
            ? `${question}&$skiptoken=${this.size}`
            : isMore
              ? `${question}&$skiptoken=${from + this.size}`
              : null,
      };
    };
    return Object.assign(graph, { page: inPages as never });
  }

  #rows(asked: string): object[] {
    const since = /activityDateTime ge (\S+)/.exec(asked)?.[1] ?? '1970-01-01T00:00:00Z';
    const activity = /activityDisplayName eq '([^']+)'/.exec(asked)?.[1];
    if (activity === undefined && !asked.includes(SERVICE)) return [];
    return this.events
      .filter(({ at, readableAt = at }) => readableAt <= this.now && at >= Date.parse(since))
      .filter((one) => activity === undefined || (one.activity ?? BY_ADMIN) === activity)
      .toSorted((a, b) => b.at - a.at)
      .map(rowOf);
  }
}

/** As the source tells them apart, for whoever counts by hand. */
export const OWN = 'Reset password (self-service)';
export const PROGRESS = 'Self-service password reset flow activity progress';
