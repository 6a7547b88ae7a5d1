/** The mail of every rule, and the same news as each format of a webhook, from the scenes that raise it. */
import type { LocalTables } from '../local/azurite.ts';
import type { Severity } from '../shared/core/model/alert.ts';
import type { Content } from '../shared/core/model/outbox.ts';
import { type WebhookFormat, webhookReceiver } from '../shared/receivers/webhook/receiver.ts';
import { type Played, play, type Scene } from './scene.ts';
import { RULES, SCENES } from './scenes/index.ts';
import { type GivenSummary, PUBLIC_URL } from './stage.ts';

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
export const messageOf = ({ given: { digest, now } }: Pick<Played, 'given'>, format: WebhookFormat): string =>
  inLines(hook(format).render(digest, now).text);

export const summaryMessageOf = ({ summary, now }: GivenSummary, format: WebhookFormat): string =>
  inLines(hook(format).renderSummary(summary, now).text);

const hook = (format: WebhookFormat) =>
  webhookReceiver({
    url: 'https://hooks.contoso.example/',
    format,
    settingsKey: '',
    shown: { watchName: null, publicUrl: PUBLIC_URL },
  });

const inLines = (json: string): string => JSON.stringify(JSON.parse(json), null, 2);

/** What the gallery shows of one mail, and of the same news in each format of a webhook. */
export interface Shown {
  /** Of its files, without an ending. */
  readonly name: string;
  readonly when: string;
  readonly severity: Severity;
  readonly mail: Content;
  message(format: WebhookFormat): string;
}

export const shownAs = (name: string, played: Played): Shown => ({
  name,
  when: `${played.rule}: ${played.scene.when}`,
  severity: played.given.digest.alerts.find(({ rule }) => rule === played.rule)?.severity ?? 'info',
  mail: played.mail,
  message: (format) => messageOf(played, format),
});
