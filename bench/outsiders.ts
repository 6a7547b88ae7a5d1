/**
 * What those can make the watch do who have no right in it: anybody asks `/api/live`, and the owner of a group fills it.
 * Counts and ratios, so that they say the same on any machine.
 */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { growTenant, ORDINARY } from '../local/tenant/directory/grow.ts';
import { CHECKS } from '../shared/checks/index.ts';
import { openWorld } from '../test/world/world.ts';
import type { BenchRow } from './bench-row.ts';

const MINUTE_MS = 60_000;
const CALLS = 50;
const CROWD = 25_000;

export const measureOutsiders = async (): Promise<BenchRow[]> => [...(await liveRows()), await crowdRow()];

async function liveRows(): Promise<BenchRow[]> {
  const world = await openWorld();
  await world.watch().poll('writeback');
  await world.watch().notify();
  let reads = 0;
  const policy: PipelinePolicy = {
    name: 'bench-counting',
    sendRequest: (request, next) => {
      reads += 1;
      return next(request);
    },
  };
  const watch = world.watch({ tablePolicies: [{ policy, position: 'perRetry' }] });
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: CALLS }, () => watch.live()));
  const seconds = (performance.now() - startedAt) / 1000;
  await world.close();
  const passed = answers.filter(({ status }) => status === 200).length;
  const measured = `${reads} storage reads, ${passed} answered 200`;
  return [
    {
      what: `${CALLS} who ask /api/live at once`,
      measured,
      bound: '3 reads, all 200',
      holds: reads <= 3 && passed === CALLS,
    },
    {
      what: 'calls of /api/live in a second, its one reading of storage included',
      measured: (CALLS / seconds).toFixed(0),
      bound: 'at least 50',
      holds: CALLS / seconds >= 50,
    },
  ];
}

/**
 * Requests of a pass of `reset-admins`, batches and their steps: in an ordinary tenant, and with one group filled.
 * PIM would list a row for each member of such a group, a hundred to a page, and is asked to leave those out.
 */
async function crowdRow(): Promise<BenchRow> {
  const [before, filled] = [await passOf(0), await passOf(CROWD)];
  const said = ({ calls, steps }: Pass): string => `${calls} calls, ${steps} steps`;
  return {
    what: `a pass of reset-admins with a group of ${CROWD} members that can reset`,
    measured: `${said(filled)}; without it ${said(before)}`,
    bound: 'calls for the pages of the group alone, and for 2,000 names',
    holds: filled.calls - before.calls <= CROWD / 999 + 2000 / 15 / 20 + 2,
  };
}

interface Pass {
  readonly calls: number;
  readonly steps: number;
}

async function passOf(crowd: number): Promise<Pass> {
  const world = await openWorld({ checks: CHECKS });
  world.tenant.change((state) => growTenant(state, { ...ORDINARY, crowd }));
  await world.watch().poll('reset-admins');
  world.wait(MINUTE_MS);
  world.tenant.requests.clear();
  await world.watch().poll('reset-admins');
  const sent = world.tenant.requests.list().filter(({ path }) => !path.startsWith('/msi/'));
  await world.close();
  return { calls: sent.filter(({ step }) => !step).length, steps: sent.filter(({ step }) => step).length };
}
