/**
 * What it means that an application has something new to sign in with: whoever made it can be the application. Rules by
 * what the application can do; that one is gone or has ended is only recorded.
 */
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { utcText } from '../../../core/text/ages.ts';
import { widthOf } from '../authority/resetters.ts';
import { newCredentials, type StoredCredential } from '../credentials.ts';
import { RULES } from '../rules.ts';
import { secretTitle } from '../titles.ts';
import { counted, shortName, syncedUsers } from '../words.ts';
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
  const name = shortName(after.label ?? id);
  const fresh = newCredentials(after, before);
  if (fresh.length === 0) {
    return { ...verdictLine(drift), title: `The application ${name} has fewer secrets now`, severity: 'info' };
  }
  const rule = RULES[compared.applications.has(id) ? 'application-secret-new' : 'privileged-secret-new'];
  const reach = compared.after.resetters.get(id);
  const what = counted(fresh.length, 'new secret', 'new secrets');
  const does = reach ? `can reset ${syncedUsers(reach.reachOneStep)}` : 'has rights that lead to resets';
  const event = alertOf(rule, compared.writeback, {
    subject: id,
    weight: reach ? widthOf(reach.reachOneStep) / 2 : 0,
    title: secretTitle(name, what, does),
    lines: [`Application: ${name}, id ${id}`, ...fresh.map(lineOf)],
  });
  return { ...verdictLine(drift), title: event.title, severity: event.severity, activities: rule.activities, event };
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['secret', 'Secret'],
  ['certificate', 'Certificate'],
  ['federated', 'Federated credential'],
]);

/** `Secret key-1, named "backup", begins with "abc", from … until …` */
function lineOf({ kind, id, name, hint, from, until, issuer, subject }: StoredCredential): string {
  return [
    `${KINDS.get(kind) ?? kind} ${shortName(id)}`,
    ...(name === null ? [] : [`named ${shortName(name)}`]),
    ...(hint === null ? [] : [`begins with ${shortName(hint)}`]),
    ...(from === null ? [] : [`from ${utcText(from)}`]),
    ...(until === null ? [] : [`until ${utcText(until)}`]),
    ...(issuer === null ? [] : [`trusts ${shortName(issuer)}`]),
    ...(subject === null ? [] : [`for ${shortName(subject)}`]),
  ].join(', ');
}
