/** The mail of every rule, and the same news as each format of a webhook, from the scenes that raise it. */
import type { LocalTables } from '../local/azurite.ts';
import { type WebhookFormat, webhookReceiver } from '../shared/receivers/webhook/receiver.ts';
import { type Played, play, type Scene } from './scene.ts';
import { RULES, SCENES } from './scenes/index.ts';
import { PUBLIC_URL } from './stage.ts';

export const FORMATS: readonly WebhookFormat[] = ['json', 'slack', 'teams'];

/** The scenes of every rule, in the order of the registry. A rule that is only recorded has no mail. */
export const scenesToPlay = (): { readonly rule: string; readonly scene: Scene }[] => {
  const ids = new Set(RULES.filter(({ told }) => told === 'mailed').map(({ id }) => id));
  return [...ids].flatMap((rule) => {
    const scenes = SCENES[rule] ?? [];
    if (scenes.length === 0)
      throw new Error(`The rule ${rule} has no scene in gallery/scenes: add one that raises it.`);
    return scenes.map((scene) => ({ rule, scene }));
  });
};

/** So many at once: much of a scene is waiting for tables. */
const AT_ONCE = 3;

/** @throws when a rule is not told. In the order of the registry */
export async function playAll(tables: LocalTables, onEach: (played: Played) => void): Promise<Played[]> {
  const scenes = scenesToPlay();
  const played: Played[] = [];
  const rest = scenes.entries();
  const turn = async (): Promise<void> => {
    for (const [n, { rule, scene }] of rest) {
      const one = await play(rule, scene, tables);
      played[n] = one;
      onEach(one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
  return played;
}

/** As it would be posted, in lines for people to read. */
export function messageOf({ given: { digest, now } }: Played, format: WebhookFormat): string {
  const shown = { watchName: null, publicUrl: PUBLIC_URL };
  const receiver = webhookReceiver({ url: 'https://hooks.contoso.example/', format, settingsKey: '', shown });
  return JSON.stringify(JSON.parse(receiver.render(digest, now).text), null, 2);
}
