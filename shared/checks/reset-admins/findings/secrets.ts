/**
 * What it means that an application has something new to sign in with: whoever made it can be the application. Rules by
 * what the application can do; that one is gone or has ended is only recorded.
 */
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { utcText } from '../../../core/text/ages.ts';
import { idWords, named, quoted } from '../../../core/text/outside.ts';
import { listed, type Words, words } from '../../../core/text/words.ts';
import { widthOf } from '../authority/resetters.ts';
import { newCredentials, type StoredCredential } from '../credentials.ts';
import { RULES } from '../rules.ts';
import { secretTitle } from '../titles.ts';
import { counted, syncedUsers } from '../words.ts';
import type { Comparison } from './comparison.ts';
import { verdictLine } from './lines.ts';

/** That an application is watched from now on, or no more, is told by what it holds. */
export const secretFindings = (compared: Comparison): Finding[] =>
  compared.drift('credentials').flatMap((drift) => {
    const { before, after } = drift;
    return before && after ? [finding(drift, before, after, compared)] : [];
  });

function finding(drift: Drift, before: Fact, after: Fact, compared: Comparison): Finding {
  const [, id = ''] = drift.key.split(':');
  const application = named({ id, name: after.label ?? null });
  const fresh = newCredentials(after, before);
  if (fresh.length === 0) {
    return {
      ...verdictLine(drift),
      title: words`An application has fewer secrets now: ${application}`,
      severity: 'info',
    };
  }
  const rule = RULES[compared.applications.has(id) ? 'application-secret-new' : 'privileged-secret-new'];
  const reach = compared.after.resetters.get(id);
  const what = fresh.length === 1 ? words`a new secret` : counted(fresh.length, 'new secret');
  const does = reach ? words`that can reset ${syncedUsers(reach.reachOneStep)}` : words`whose rights lead to resets`;
  const event = alertOf(rule, compared.writeback, {
    subject: id,
    weight: reach ? widthOf(reach.reachOneStep) / 2 : 0,
    title: secretTitle(does, what, application),
    lines: [words`Application: ${application}`, ...fresh.map(lineOf)],
  });
  return { ...verdictLine(drift), title: event.title, severity: event.severity, activities: rule.activities, event };
}

const KINDS: ReadonlyMap<string, Words> = new Map([
  ['secret', words`Secret`],
  ['certificate', words`Certificate`],
  ['federated', words`Federated credential`],
]);

/** `Secret key-1, named "backup", begins with "abc", from … until …` */
function lineOf({ kind, id, name, hint, from, until, issuer, subject }: StoredCredential): Words {
  return listed([
    words`${KINDS.get(kind) ?? quoted(kind)} ${idWords(id)}`,
    ...(name === null ? [] : [words`named ${quoted(name)}`]),
    ...(hint === null ? [] : [words`begins with ${quoted(hint)}`]),
    ...(from === null ? [] : [words`from ${timeWords(from)}`]),
    ...(until === null ? [] : [words`until ${timeWords(until)}`]),
    ...(issuer === null ? [] : [words`trusts ${quoted(issuer)}`]),
    ...(subject === null ? [] : [words`for ${quoted(subject)}`]),
  ]);
}

const timeWords = (at: string): Words => utcText(at) ?? quoted(at);
