/**
 * Whatever anything in the tenant is called: a reader who knows the grammar of our mail finds the alerts that were raised,
 * in this order, and nothing else; and no client, filter or eye is led elsewhere by it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../shared/checks/index.ts';
import type { MailedAlert } from '../../../shared/core/model/alert.ts';
import { digestOf } from '../../../shared/core/notify/digest.ts';
import { actorsWords, named, quoted, told, valueWords } from '../../../shared/core/text/outside.ts';
import { words } from '../../../shared/core/text/words.ts';
import { renderMail } from '../../../shared/receivers/mail/render.ts';
import { messageOf } from '../../../shared/receivers/webhook/message.ts';
import { slackOf } from '../../../shared/receivers/webhook/slack.ts';
import { teamsOf } from '../../../shared/receivers/webhook/teams.ts';
import { alert, at, context, minute, row } from '../../core/notify/outbox-rows.ts';
import { HOSTILE, hostileText, troublesIn } from '../../oracles/hostile.ts';
import { elementsIn, linksInHtml, readText, shownIn, titlesInHtml } from '../../oracles/mail-grammar.ts';

const RUNS = Number(process.env.RUNS ?? 60);

const KINDS = ['event', 'opened', 'raised', 'closed', 'summary', 'actor'] as const;

/** An alert as checks build it, of which each name was chosen by whoever is watched. */
const attacked = (n: number, name: string, kind: MailedAlert['kind']): MailedAlert =>
  alert(`rule-${n}~${name}~${n}`, {
    kind,
    rule: `rule-${n}`,
    subject: name,
    severity: n % 2 === 0 ? 'critical' : 'warning',
    title: words`Alert ${n}, a user can now reset ${n} synced users: ${named({ id: name, name, upn: n % 3 ? name : null })}`,
    lines: [words`Path: ${quoted(name)}`, words`Before: ${valueWords(name)}`, words`Reason: ${told(name)}`],
    ...(kind === 'closed' && { until: at(9) }),
    ...(n % 3 !== 1 && {
      actor: {
        ...{ id: name, name, type: 'application' as const },
        ...(n % 3 === 2 && {
          candidates: [
            { id: name, name, type: 'user' as const },
            { id: 'x', name, type: 'unknown' as const },
          ],
        }),
      },
    }),
  });

const soaked = (names: readonly string[]) => {
  const [name = ''] = names;
  const alerts = names.map((one, n) => attacked(n, one, KINDS[n % KINDS.length] ?? 'event'));
  return digestOf(
    [
      row(10, alerts, {
        context: context({
          tenant: { id: '11111111-2222-4333-8444-555555555555', name },
          headline: words`3 principals can reset. Widest: ${quoted(name)} (3).`,
          evidence: [{ text: words`A user: ${named({ id: name, name })}`, at: null }],
          unseen: [{ source: 'groups', state: 'denied', shows: 'who is in them', why: name }],
        }),
      }),
    ],
    CHECKS,
  );
};

/** The numbers that the titles carry, which no name can. */
const numbersIn = (titles: readonly string[]): (string | undefined)[] =>
  titles.map((title) => /(?:^|: )Alert (\d+), a user can now reset/.exec(title)?.[1]);

const names = fc.array(hostileText, { minLength: 1, maxLength: 6 });
const options = { watchName: null, publicUrl: null, zone: null, adminCenter: null };

describe('a mail about hostile names', () => {
  it('holds exactly the alerts that were raised, in text and HTML', () => {
    fc.assert(
      fc.property(names, fc.boolean(), (all, isWatch) => {
        const digest = soaked(all);
        const mail = renderMail(digest, minute(60), { ...options, watchName: isWatch ? (all[0] ?? null) : 'Contoso' });
        const read = readText(mail.text);
        const expected = digest.alerts.map(({ title }) => /Alert (\d+),/.exec(title)?.[1]);
        expect(numbersIn(read.alerts.map(({ title }) => title))).toEqual(expected);
        expect(read.states).toEqual(['Password writeback']);
        expect(read.ids).toHaveLength(all.length);
        expect(numbersIn(titlesInHtml(mail.html))).toEqual(expected);
        expect(linksInHtml(mail.html)).toEqual([]);
      }),
      { numRuns: RUNS, examples: HOSTILE.map((name) => [[name, name], true]) },
    );
  });

  it('leads nowhere and hides nothing, in subject, text and HTML', () => {
    fc.assert(
      fc.property(names, (all) => {
        const { subject, text, html } = renderMail(soaked(all), minute(60), options);
        expect(troublesIn(subject)).toEqual([]);
        expect(subject).toMatch(/^\[(Critical|Warning)(, ended)?\] /);
        expect(subject.length).toBeLessThanOrEqual(150);
        expect(troublesIn(text)).toEqual([]);
        expect(troublesIn(shownIn(html))).toEqual([]);
      }),
      { numRuns: RUNS, examples: HOSTILE.map((name) => [[name, name, name]]) },
    );
  });

  it('has the elements of any other mail', () => {
    const harmless = elementsIn(renderMail(soaked(['a', 'b']), minute(60), options).html);
    for (const name of HOSTILE)
      expect(elementsIn(renderMail(soaked([name, name]), minute(60), options).html)).toEqual(harmless);
  });
});

/** Every text in a message, but for ids and names, which programs read. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
};

it('a message for Slack and Teams leads nowhere and hides nothing either', () => {
  fc.assert(
    fc.property(names, (all) => {
      const message = messageOf(soaked(all), minute(60), options);
      expect(numbersIn(message.alerts.map(({ title }) => title)).sort()).toEqual(all.map((_, n) => String(n)).sort());
      for (const { title, lines, who } of message.alerts)
        expect(troublesIn([title, ...lines, who ?? ''].join('\n'))).toEqual([]);
      for (const shown of [slackOf(message), teamsOf(message).attachments[0]?.content.body])
        for (const text of textsIn(shown)) expect(troublesIn(text)).toEqual([]);
    }),
    { numRuns: RUNS, examples: HOSTILE.map((name) => [[name, name]]) },
  );
});

it('who did it is told with all who may have, and what each is', () => {
  const both = { id: '', name: 'a, b', type: 'user' as const };
  const candidates = [
    { id: 'u-1', name: 'kim@contoso.example', type: 'user' as const },
    { id: 'a-1', name: 'kim@contoso.example', type: 'application' as const },
  ];
  expect(actorsWords({ ...both, candidates })).toBe(
    'user kim@contoso[.]example (id u-1), then application "kim@contoso[.] example" (id a-1)',
  );
});
