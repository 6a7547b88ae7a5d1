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

/** Which of Graph's paths fail, and how. */
export interface Failing {
  readonly path: RegExp;
  readonly code: 'denied' | 'unlicensed' | 'unavailable' | 'contract';
}

/** Number of self-service resets is none of these scripts: its source is done for the day. */
const SSPR_DONE = JSON.stringify({ day: dayOf(INSTALL), count: 0, next: null });

export class ResetScript {
  readonly watch = new PureWatch(resetAdmins, INSTALL);
  #minute = 0;

  /** One poll, a minute after the last. */
  async poll(tenant: Tenant, failing: readonly Failing[] = []): Promise<Told> {
    this.#minute += 1;
    const now = INSTALL + this.#minute * MINUTE;
    return this.watch.poll(await this.#readings(tenant, failing, now), now);
  }

  /** Polls until nothing waits for a second reading. */
  async settle(tenant: Tenant, failing: readonly Failing[] = []): Promise<Told[]> {
    const told: Told[] = [];
    for (let n = 0; n < 6; n += 1) told.push(await this.poll(tenant, failing));
    return told;
  }

  #readings(tenant: Tenant, failing: readonly Failing[], startedAt: number) {
    const graph = graphFor(() => tenant);
    graph.failing = (path) => {
      const fails = failing.find((one) => one.path.test(decodeURIComponent(path)));
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
    return readAll(resetAdmins, watermarks, grant as never, { at: Date.now() + 30_000, now: Date.now, believed });
  }
}

/** Mails of several polls, one after the other. */
export const mailOf = (told: readonly Told[]): string[] => told.flatMap(({ mail }) => mail);
