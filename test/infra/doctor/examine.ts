/** Runs the doctor on a deployment that was spoilt, and keeps the stand-ins so that every request can be looked at. */
import { expect } from 'vitest';
import { doctor } from '../../../infra/doctor/run.ts';
import { type Ran, runAgainst, type StandIn, standIn } from '../azure/stand-in.ts';
import { APP, deployed, GROUP, KEY, type World } from '../azure/world.ts';

export const PLACE = ['--app', APP, '--group', GROUP];

export const open: StandIn[] = [];

export interface Examined extends Ran {
  readonly text: string;
  /** `state name: what`, without what to do. */
  readonly findings: readonly string[];
}

export async function examine(
  spoil: (world: World) => void,
  args: readonly string[] = PLACE,
  onWait?: (waited: number, world: World) => void,
): Promise<Examined> {
  const world = deployed();
  spoil(world);
  const server = await standIn(world);
  open.push(server);
  const withUrl = [...args, '--url', server.appUrl];
  const ran = await runAgainst(
    server,
    (around) => doctor(withUrl, around),
    (waited) => onWait?.(waited, world),
  );
  const text = ran.lines.join('\n');
  // Whatever goes wrong.
  for (const secret of [KEY, 'the-master-key', 'eyJ']) expect(text).not.toContain(secret);
  const findings = ran.lines.filter((line) => /^(ok|FIX|unknown) /.test(line));
  return { ...ran, text, findings };
}
