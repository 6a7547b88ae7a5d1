/** Mails of every kind for the tests of their form: all rules, more than fits, endings, the first one, and a chosen name in all places. */
import { CHECKS } from '../../../shared/checks/index.ts';
import type { MailedAlert } from '../../../shared/core/model/alert.ts';
import type { Content, OutboxRow } from '../../../shared/core/model/outbox.ts';
import { alertOf } from '../../../shared/core/model/rule.ts';
import { type DigestAlert, digestOf } from '../../../shared/core/notify/digest.ts';
import { actorsWords, named, quoted } from '../../../shared/core/text/outside.ts';
import { words } from '../../../shared/core/text/words.ts';
import { type RenderOptions, renderMail } from '../../../shared/receivers/mail/render.ts';
import { at, context, minute, row } from '../../core/notify/outbox-rows.ts';

export const OPTIONS: RenderOptions = {
  watchName: null,
  publicUrl: 'https://watch.example.com',
  zone: 'Europe/Berlin',
  adminCenter: 'https://entra.microsoft.com',
};

const actor = (name: string) => ({ id: '42faa9e8-10b1-4f36-a8b2-aa4dc17e9017', name, type: 'user' as const });

/** One alert of each rule of every check, about somebody of that name. */
const ofEachRule = (name: string, more: Partial<MailedAlert> = {}): MailedAlert[] =>
  CHECKS.flatMap(({ rules }) => rules).map((rule, n) => ({
    ...alertOf(rule, 'on', {
      subject: name,
      title: words`A user can now reset ${n} synced users: ${named({ id: 'u-1', name, upn: 'alexw@contoso.example' })}`,
      lines: [words`Path: Helpdesk Administrator over ${quoted(name)}`, words`Done by: ${actorsWords(actor(name))}`],
    }),
    id: `${rule.id}~${name}~${n}`,
    kind: 'event',
    since: at(1),
    actor: actor(name),
    ...more,
  }));

const about = (name: string): Partial<OutboxRow> => ({
  context: context({
    tenant: { id: '11111111-2222-4333-8444-555555555555', name },
    headline: words`Password writeback is on. Nobody declared what it should be (WRITEBACK_DECLARED).`,
    evidence: Array.from({ length: 8 }, (_, n) => ({ text: words`says on (strong): ${quoted(name)}`, at: at(n) })),
    unseen: [{ source: 'agents', state: 'denied', shows: 'connector agents', why: `Graph answered 403 ${name}` }],
  }),
});

const rendered = (rows: readonly OutboxRow[], options: Partial<RenderOptions> = {}): Content => {
  const digest = digestOf(rows, CHECKS);
  const answerAt = new Map(
    digest.alerts.map(({ id }: DigestAlert) => [
      id,
      `https://watch.example.com/api/alerts/1/answer?token=${'t'.repeat(50)}`,
    ]),
  );
  return renderMail({ ...digest, answerAt }, minute(60), { ...OPTIONS, ...options });
};

/** Every kind of mail about somebody of that name. */
export function mailsAbout(name: string, options: Partial<RenderOptions> = {}): { readonly [kind: string]: Content } {
  const all = ofEachRule(name);
  const [turnedOn] = all;
  const undeclared = { ...all.find(({ rule }) => rule === 'writeback-on-undeclared'), kind: 'opened' } as MailedAlert;
  const ended = ofEachRule(name, { kind: 'closed', until: at(9) }).slice(0, 2);
  const begun = CHECKS.map(({ name: check }) =>
    row(1, ofEachRule(name, { kind: 'summary', rule: 'baseline' }).slice(0, 1), about(name), check),
  );
  return {
    one: rendered([row(2, turnedOn ? [turnedOn, undeclared] : [], about(name))], options),
    many: rendered([row(2, all, about(name))], options),
    ended: rendered([row(2, ended, about(name))], options),
    first: rendered(begun, options),
  };
}
