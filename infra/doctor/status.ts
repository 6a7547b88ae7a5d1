/**
 * What the app says of itself, asked for once with its key. The key is read, used and forgotten; it is never printed.
 */
import { z } from 'zod';
import { type App, below } from '../azure/app.ts';
import type { Azure } from '../azure/sign-in.ts';
import { ask } from './ask.ts';
import { type Finding, mend, unseen } from './finding.ts';

const keysShape = z.object({ functionKeys: z.record(z.string(), z.string()).nullish() });

const told = { pending: z.number(), lastSentAt: z.string().nullable() };

const statusShape = z.object({
  status: z.string(),
  problems: z.array(z.object({ code: z.string(), what: z.string(), hint: z.string() })),
  writeback: z.object({ state: z.string(), declared: z.string().nullish() }).nullish(),
  agents: z.object({ state: z.string() }).nullish(),
  resetAdmins: z.object({ state: z.string() }).nullish(),
  mail: z.object(told),
  receivers: z.array(z.object({ name: z.string(), state: z.string(), ...told })).nullish(),
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

export type Status = z.infer<typeof statusShape>;

interface Asked {
  readonly azure: Azure;
  readonly app: App;
  readonly origin: string;
}

/** Or why there is none. */
export async function askStatus(scene: Asked): Promise<Status | { readonly none: Finding }> {
  const key = await keyOf(scene);
  if (key === null)
    return {
      none: unseen(
        'The app has no default key yet',
        'The host makes it as soon as it reaches its storage: see roles and settings above',
      ),
    };
  const url = `${scene.origin}/api/status`;
  const answer = await ask(url, { 'x-functions-key': key, Accept: 'application/json' });
  if (answer === null) return { none: unseen(`${url} does not answer from here`) };
  if ([301, 302, 401, 403].includes(answer.status)) return { none: behindSignIn(answer.status, scene) };
  const parsed = statusShape.safeParse(await answer.json().catch(() => null));
  return parsed.success
    ? parsed.data
    : { none: mend(`${url} answered ${answer.status} without a status`, 'See the lines above') };
}

const behindSignIn = (status: number, { origin }: Asked): Finding =>
  unseen(
    `${origin}/api/status answered ${status}: a sign-in or an access restriction blocks it`,
    'Sign in and look at the page',
  );

async function keyOf({ azure, app }: Asked): Promise<string | null> {
  return (
    (await azure.arm.post(below(app, 'host/default/listkeys'), undefined, keysShape)).functionKeys?.default ?? null
  );
}
