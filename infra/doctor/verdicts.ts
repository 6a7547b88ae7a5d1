/**
 * Whether the first verdicts are in: the app's own status, asked for with its key. The key is read, used and forgotten;
 * it is never printed. An unknown verdict is a finding only where somebody can do something about it.
 */
import { z } from 'zod';
import { below } from '../azure/app.ts';
import { type Finding, mend, ok, unseen } from './finding.ts';
import { ask } from './live.ts';
import type { Scene } from './scene.ts';

const keysShape = z.object({ functionKeys: z.record(z.string(), z.string()).nullish() });

const statusShape = z.object({
  status: z.string(),
  problems: z.array(z.object({ code: z.string(), what: z.string(), hint: z.string() })),
  writeback: z.object({ state: z.string(), declared: z.string().nullish() }).nullish(),
  agents: z.object({ state: z.string() }).nullish(),
  resetAdmins: z.object({ state: z.string() }).nullish(),
  sources: z.array(
    z.object({
      check: z.string(),
      name: z.string(),
      required: z.boolean(),
      state: z.string(),
      error: z.object({ message: z.string(), hint: z.string() }).nullish(),
    }),
  ),
});

type Status = z.infer<typeof statusShape>;

export async function lookAtVerdicts(scene: Scene): Promise<Finding[]> {
  const key = await keyOf(scene);
  if (key === null)
    return [
      unseen(
        'The app has no default key yet',
        'The host makes it once it reaches its storage: see roles and settings above',
      ),
    ];
  const answer = await ask(`${scene.origin}/api/status`, { 'x-functions-key': key, Accept: 'application/json' });
  if (answer === null) return [unseen(`${scene.origin}/api/status does not answer from here`)];
  if ([301, 302, 401, 403].includes(answer.status)) return [behindSignIn(answer.status, scene)];
  const parsed = statusShape.safeParse(await answer.json().catch(() => null));
  if (!parsed.success)
    return [mend(`${scene.origin}/api/status answered ${answer.status} and no status`, 'See the lines above')];
  return [...problems(parsed.data), ...sources(parsed.data), ...verdicts(parsed.data)];
}

const behindSignIn = (status: number, { origin }: Scene): Finding =>
  unseen(
    `${origin}/api/status answered ${status}: a sign-in or a restriction stands before it`,
    'Look at the page, signed in',
  );

async function keyOf({ azure, app }: Scene): Promise<string | null> {
  return (
    (await azure.arm.post(below(app, 'host/default/listkeys'), undefined, keysShape)).functionKeys?.default ?? null
  );
}

const problems = ({ problems: all }: Status): Finding[] => all.map(({ what, hint }) => mend(what, hint));

/** Those that carry a verdict; what an optional one lacks is said by the grants. */
const sources = ({ sources: all }: Status): Finding[] =>
  all
    .filter(({ required, state }) => required && !isRead(state))
    .map(({ check, name, state, error }) => {
      const what = `${check}/${name} is ${state}${error ? `: ${error.message}` : ''}`;
      return state === 'never' && !error
        ? unseen(`${what}: no poll yet`, 'Wait a minute (--wait does)')
        : mend(what, error?.hint || 'See RUNBOOK.md');
    });

const isRead = (state: string): boolean => state === 'ok' || state === 'stale';

function verdicts({ writeback, agents, resetAdmins }: Status): Finding[] {
  return [
    ...(writeback ? [writebackFinding(writeback)] : []),
    ...(agents ? [ok(`agents: ${agents.state}`)] : []),
    ...(resetAdmins ? [ok(`who can reset whom: ${resetAdmins.state}`)] : []),
  ];
}

function writebackFinding({ state, declared }: { state: string; declared?: string | null | undefined }): Finding {
  if (state !== 'unknown' || declared) return ok(`writeback: ${state}${declared ? `, declared ${declared}` : ''}`);
  return mend(
    'writeback: unknown, and nobody has said what it is meant to be',
    "Set WRITEBACK_DECLARED, such as 'on@2026-11-01 by name' (as a parameter, too)",
  );
}
