/** Scripts of polls of the check `reset-admins`: what the tenant is like at each poll, read through its sources. */

import type { Tenant } from '../../../shared/checks/reset-admins/authority/tenant.ts';
import { resetAdmins } from '../../../shared/checks/reset-admins/index.ts';
import { dayOf } from '../../../shared/core/model/times.ts';
import { MonitorError } from '../../../shared/errors.ts';
import { readAll } from '../../../shared/runs/read.ts';
import { PureWatch, sha256, type Told } from '../../stubs/pure-watch.ts';
import { graphFor } from './graph.ts';

export const INSTALL = Date.parse('2026-11-20T12:00:00.000Z');
const MINUTE = 60_000;

/** The tenant that is read. */
export const HOME = '52b8f19b-8210-4167-afd8-891a6d893681';

/** Which of Graph's paths fail, or which source whatever it reads, and how. */
export interface Failing {
  readonly path?: RegExp;
  readonly source?: string;
  readonly code: 'denied' | 'unlicensed' | 'unavailable' | 'contract';
}

/** The check with sources that fail. */
const withFailing = (failing: readonly Failing[]): typeof resetAdmins => ({
  ...resetAdmins,
  sources: resetAdmins.sources.map((source) => {
    const fails = failing.find((one) => one.source === source.name);
    if (!fails) return source;
    const read = () => Promise.reject(new MonitorError(fails.code, `Graph said ${fails.code}`));
    return { ...source, read };
  }),
});

/** Number of self-service resets is none of these scripts: its source is done for the day. */
const SSPR_DONE = JSON.stringify({ day: dayOf(INSTALL), count: 0, next: null });

export class ResetScript {
  readonly watch = new PureWatch(resetAdmins, INSTALL);
  /** What Graph answers, where it is other than the tenant has it. */
  answer: (path: string, answer: unknown) => unknown = (_, answer) => answer;
  #minute: number;

  /** @param after how long after the install the first poll is, in ms */
  constructor(after = 0) {
    this.#minute = after / MINUTE;
  }

  /** Another script that goes on from where this one stands. */
  copy(): ResetScript {
    const other = new ResetScript(this.#minute * MINUTE);
    const { head, alerts, texts } = this.watch;
    Object.assign(other.watch, { head, alerts });
    for (const [hash, text] of texts) other.watch.texts.set(hash, text);
    return other;
  }

  /** One poll, a minute after the last. */
  async poll(tenant: Tenant | (() => Tenant), failing: readonly Failing[] = []): Promise<Told> {
    this.#minute += 1;
    const now = INSTALL + this.#minute * MINUTE;
    return this.watch.poll(await this.#readings(tenant, failing, now), now);
  }

  /** So many minutes without a poll. */
  wait(minutes: number): void {
    this.#minute += minutes;
  }

  /** Polls until nothing waits for a second reading. */
  async settle(tenant: Tenant, failing: readonly Failing[] = []): Promise<Told[]> {
    const told: Told[] = [];
    for (let n = 0; n < 6; n += 1) told.push(await this.poll(tenant, failing));
    return told;
  }

  /** @param tenant or what it is like at each request */
  #readings(tenant: Tenant | (() => Tenant), failing: readonly Failing[], startedAt: number) {
    const graph = graphFor(typeof tenant === 'function' ? tenant : () => tenant, this.answer);
    graph.who = { ...graph.who, tenantId: HOME };
    graph.failing = (path) => {
      const fails = failing.find((one) => one.path?.test(decodeURIComponent(path)));
      return fails ? new MonitorError(fails.code, `Graph said ${fails.code}`) : null;
    };
    const grant = (_signal: AbortSignal, others: object) => ({
      ...others,
      graph,
      lists: graph,
      hash: sha256,
      startedAt,
    });
    const known = Object.entries(this.watch.head?.sources ?? {}).map(([name, { watermark }]) => [name, watermark]);
    const watermarks = { ...Object.fromEntries(known), sspr: SSPR_DONE };
    const believed = async (source: string) => this.watch.believed(source);
    const judged = async () => this.watch.judged();
    const terms = { at: Date.now() + 30_000, now: Date.now, believed, judged };
    return readAll(withFailing(failing), watermarks, grant as never, terms);
  }
}

/** Mails of several polls, one after the other. */
export const mailOf = (told: readonly Told[]): string[] => told.flatMap(({ mail }) => mail);
