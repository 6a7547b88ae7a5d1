/**
 * A scene is what has to happen in the tenant, or to the watch, so that a rule raises its alert. It is played by the whole
 * watch against the simulated tenant, and it fails when the rule is not told: what the gallery shows was really mailed.
 */
import type { LocalTables } from '../local/azurite.ts';
import type { StoredMail } from '../local/mailbox/stored-mail.ts';
import { renderMail } from '../shared/receivers/mail/render.ts';
import { rulesIn } from '../test/scenarios/mail-reading.ts';
import { DECLARED, type Given, openStage, PUBLIC_CLOUD, type Stage, well } from './stage.ts';

export interface Scene {
  /** What happens, as its heading: "a user is made Helpdesk Administrator". */
  readonly when: string;
  /** Beside those of every stage; default: writeback is declared on. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Before the watch begins; default: all is well. */
  readonly before?: (stage: Stage) => void;
  /** Once it has begun. Absent: what was there before is told. */
  readonly act?: (stage: Stage) => void | Promise<void>;
  /** What its mail says, where the rule alone does not tell it from others; absent: the first mail of the rule. */
  readonly told?: RegExp;
}

/** By the id of the rule. */
export type Scenes = { readonly [rule: string]: readonly Scene[] };

export interface Played {
  readonly scene: Scene;
  readonly rule: string;
  readonly mail: StoredMail;
  /** The same news as any receiver is given it. */
  readonly given: Given;
}

/** Longer than any digest waits. */
const MOST_MINUTES = 25;

/** @throws when the rule is not told within `MOST_MINUTES` */
export async function play(rule: string, scene: Scene, tables: LocalTables): Promise<Played> {
  const { when, settings = DECLARED, before = ({ tenant }) => well(tenant), act } = scene;
  const stage = await openStage(tables, settings);
  try {
    before(stage);
    if (act) {
      await stage.minutes(2);
      await act(stage);
    }
    for (let n = 0; n < MOST_MINUTES; n += 1) {
      await stage.minutes(1);
      const found = toldIn(stage, rule, scene);
      if (found) return { scene, rule, ...found };
    }
    throw new Error(
      `${rule}, when ${when}: not told. Mails: ${stage
        .mails()
        .map(({ subject }) => subject)
        .join(' | ')}`,
    );
  } finally {
    await stage.close();
  }
}

/** The first mail that tells it, and what it was laid out from; null while there is none. */
function toldIn(stage: Stage, rule: string, { told = /^/ }: Scene): Pick<Played, 'mail' | 'given'> | null {
  const mail = stage.mails().findLast((one) => rulesOf(one).includes(rule) && told.test(wordsOf(one)));
  const rules = mail && rulesOf(mail).join();
  const given = stage.given().filter(
    ({ digest }) =>
      digest.alerts
        .map((alert) => alert.rule)
        .sort()
        .join() === rules,
  );
  const [nearest] = given.toSorted((a, b) => awayFrom(mail, a) - awayFrom(mail, b));
  return mail && nearest ? { mail: inPublicCloud(mail, nearest), given: nearest } : null;
}

/** The same rules may be told more than once. */
const awayFrom = (mail: StoredMail | undefined, { now }: Given): number =>
  Math.abs(Date.parse(mail?.receivedAt ?? '') - now);

/** A simulated tenant has no admin center, so the mail that was sent leads nowhere: shown is what the public cloud is sent. */
const inPublicCloud = (mail: StoredMail, { digest, now }: Given): StoredMail => ({
  ...mail,
  ...renderMail(digest, now, PUBLIC_CLOUD),
});

/** In order of name. */
const rulesOf = (mail: StoredMail): string[] =>
  rulesIn(mail)
    .map((id) => id.split('~')[0] ?? '')
    .sort();

/** On one line, so that its wrapping does not matter. */
const wordsOf = ({ subject, text }: StoredMail): string => `${subject} ${text}`.replace(/\s+/g, ' ');
