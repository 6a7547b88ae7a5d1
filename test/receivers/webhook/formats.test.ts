/** The three formats: `json` by its documented fields, Slack by its documented limits, Teams by the library that draws its cards. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../../shared/core/notify/digest.ts';
import { named } from '../../../shared/core/text/outside.ts';
import { words } from '../../../shared/core/text/words.ts';
import { type WebhookFormat, webhookReceiver } from '../../../shared/receivers/webhook/receiver.ts';
import { alert, digest, many, NOW } from './digests.ts';

const require = createRequire(import.meta.url);
const cards = require('adaptivecards/dist/adaptivecards.min.js');

const open = (format: WebhookFormat) =>
  webhookReceiver({
    url: 'https://hooks.example.com/secret-part',
    format,
    settingsKey: 'k',
    shown: { watchName: null, publicUrl: 'https://watch.example.com' },
  });

const bodyOf = (format: WebhookFormat, of: Digest) => JSON.parse(open(format).render(of, NOW).text);
const plainOf = (format: WebhookFormat, of: Digest) => open(format).renderPlain(of, NOW).text;
const FORMATS: readonly WebhookFormat[] = ['json', 'slack', 'teams'];

/** What is wrong with a card, in the words of the library that Microsoft draws cards with. */
function complaints(card: unknown): string[] {
  const context = new cards.SerializationContext(cards.Versions.v1_4);
  new cards.AdaptiveCard().parse(card, context);
  return Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message);
}

describe('the format json', () => {
  it('is the document of version 1, all fields always there', () => {
    const actor = { id: 'a1', name: 'kim@contoso.example', type: 'user' as const };
    const told = digest([alert({ actor }), alert({ id: 'x~y~8', kind: 'closed', until: '2026-11-20T12:00:00.000Z' })]);
    expect(bodyOf('json', told)).toEqual({
      version: 1,
      watch: 'Contoso',
      tenant: { id: '0f9a1c2b-3d4e-4f5a-8b6c-7d8e9f0a1b2c', name: 'Contoso' },
      composedAt: '2026-11-20T12:00:00.000Z',
      alerts: [
        {
          id: 'resetter-new~u1~7',
          check: 'reset-admins',
          rule: 'resetter-new',
          severity: 'critical',
          state: 'event',
          title: '"Alex Wilber" can now reset 1,231 synced users',
          why: 'Whoever can reset them can become them.',
          todo: 'Ask who wanted this.',
          lines: ['Helpdesk Administrator, assigned directly'],
          since: '2026-11-20T11:59:00.000Z',
          until: null,
          noticedAt: '2026-11-20T11:59:10.000Z',
          who: 'user kim@contoso[.]example (id a1)',
          answer: null,
          toldWith: null,
        },
        expect.objectContaining({ id: 'x~y~8', state: 'ended', until: '2026-11-20T12:00:00.000Z', who: null }),
      ],
      states: [
        {
          check: 'reset-admins',
          title: 'Reset rights',
          says: '3 principals can reset synced users.',
          at: '2026-11-20T11:59:10.000Z',
        },
      ],
      status: 'https://watch.example.com/api/status',
      summary: null,
    });
  });

  it('holds every alert, however many there are', () => {
    expect(bodyOf('json', many(500)).alerts).toHaveLength(500);
  });
});

describe('an event and what is so because of it', () => {
  const on = alert({
    id: 'turned-on~e~1',
    rule: 'turned-on',
    title: 'It was turned on' as never,
    tells: ['undeclared'],
  });
  const undeclared = alert({
    ...{ id: 'undeclared~u~1', rule: 'undeclared', kind: 'opened' },
    title: 'It is on, and nobody declared it' as never,
    why: 'A second reason.' as never,
    todo: 'Ask who wanted this. Declare it.' as never,
  });
  const other = alert({ id: 'other~o~1', rule: 'other' });
  const told = {
    ...digest([undeclared, other, on]),
    answerAt: new Map([['undeclared~u~1', 'https://watch.example.com/u']]),
  };

  it('stand together in json, each with its own id and answer, and say which goes with which', () => {
    const { alerts } = bodyOf('json', told);
    expect(alerts.map(({ id, toldWith }: { id: string; toldWith: string | null }) => [id, toldWith])).toEqual([
      ['turned-on~e~1', null],
      ['undeclared~u~1', 'turned-on~e~1'],
      ['other~o~1', null],
    ]);
    expect(alerts[1].answer).toBe('https://watch.example.com/u');
  });

  it.each(['slack', 'teams'] as const)('are one telling in %s, with an answer to each', (format) => {
    const text = JSON.stringify(bodyOf(format, told));
    expect(text).toMatch(/"Also: It is on, and nobody declared it(?:"|\\n)/);
    expect(text).not.toContain('A second reason.');
    expect(text).toContain('What to do: Declare it.');
    expect(text).toContain('https://watch.example.com/u');
  });

  it('count as one in the header of Slack', () => {
    expect(bodyOf('slack', told).blocks[0].text.text).toBe('Contoso: 2 alerts');
  });
});

describe('the format slack', () => {
  it.each([1, 8, 9, 500])('stays inside the limits that Slack documents, with %i alerts', (count) => {
    const { text, blocks } = bodyOf('slack', many(count));
    expect(text.length).toBeLessThanOrEqual(150);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
      if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(3000);
      if (block.type === 'context') expect(block.elements.length).toBeLessThanOrEqual(10);
      if (block.type === 'actions') expect(block.elements[0].url).toBe('https://watch.example.com/api/status');
    }
  });

  it('has no text in which Slack reads markup, a link or a mention', () => {
    const { blocks } = bodyOf('slack', digest([alert({ lines: ['<!channel> <https://evil.example|x>'] as never })]));
    const texts = blocks.flatMap((block: { text?: unknown; elements?: { text?: unknown }[] }) => [
      ...(block.text ? [block.text] : []),
      ...(block.elements ?? []).map((one) => ('type' in one && one.type === 'plain_text' ? one : one.text)),
    ]);
    expect(texts.length).toBeGreaterThan(3);
    for (const one of texts) expect(one).toMatchObject({ type: 'plain_text', emoji: false });
  });

  it('calls nobody by what a notification shows, which is markup', () => {
    const { text } = bodyOf('slack', digest([alert({ title: 'New: "<!channel> & <@U1>"' as never })]));
    expect(text).toContain('New: "&lt;!channel&gt; &amp; &lt;@U1&gt;"');
  });

  it('says how many it does not name, and where they are', () => {
    expect(JSON.stringify(bodyOf('slack', many(100)))).toContain('and 62 more, in the history of the status page');
  });
});

describe('the format teams', () => {
  it.each([1, 6, 7, 500])('is a card without a fault, and small enough, with %i alerts', (count) => {
    const body = bodyOf('teams', many(count));
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(28 * 1024);
    expect(body).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    expect(complaints(body.attachments[0].content)).toEqual([]);
  });

  it('is held against a library that does find faults', () => {
    expect(complaints({ type: 'AdaptiveCard', version: '1.4', body: [{ type: 'Nope' }] })).toHaveLength(1);
  });

  it('offers an answer where there is a link', () => {
    const answerAt = new Map([['resetter-new~u1~7', 'https://watch.example.com/api/alerts/x/answer?token=t']]);
    const { content } = bodyOf('teams', { ...digest(), answerAt }).attachments[0];
    expect(complaints(content)).toEqual([]);
    expect(JSON.stringify(content)).toContain(
      '{"type":"Action.OpenUrl","title":"Answer","url":"https://watch.example.com/api/alerts/x/answer?token=t"}',
    );
    expect(JSON.stringify(bodyOf('slack', { ...digest(), answerAt }))).toContain(
      '"url":"https://watch.example.com/api/alerts/x/answer?token=t"',
    );
  });

  it.each(['界', '\u{1f600}', '\u05d0', '"', 'a '])(
    'stays small, and names everything, where all names are of %s and many people may have done it',
    (letter) => {
      const name = letter.repeat(100);
      const title = words`${named({ id: name, name })} can now reset 1,231 synced users`;
      const lines = Array.from({ length: 20 }, () => words`Who: ${named({ id: name, name, upn: name })}`);
      const one = { id: name, name, type: 'application' as const };
      const actor = { id: '', name, type: 'unknown' as const, candidates: Array.from({ length: 40 }, () => one) };
      const all = Array.from({ length: 36 }, (_, n) => alert({ id: `r~${n}~1`, title, lines, actor }));
      const answerAt = new Map(all.map(({ id }) => [id, `https://watch.example.com/answer?token=${'t'.repeat(120)}`]));
      const body = bodyOf('teams', { ...digest(all), answerAt });
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(28 * 1024);
      expect(JSON.stringify(body).match(/\[Critical\]/g)?.length).toBeGreaterThan(30);
      expect(JSON.stringify(body)).toContain('Who did it: application');
      expect(complaints(body.attachments[0].content)).toEqual([]);
    },
  );

  it('stays small with the longest texts', () => {
    const long = 'x '.repeat(800) as never;
    const one = alert({ title: long, why: long, todo: long, lines: Array.from({ length: 20 }, () => long) as never });
    const body = bodyOf('teams', digest(Array.from({ length: 60 }, (_, n) => ({ ...one, id: `r~${n}~1` }))));
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(28 * 1024);
  });

  it('has no text in which markdown is read', () => {
    const text = JSON.stringify(bodyOf('teams', many(50)));
    expect(text).not.toContain('"TextBlock"');
    expect(text).toContain('"TextRun"');
  });
});

describe.each(FORMATS)('a message that was refused for its content, as %s', (format) => {
  it('is told with ids and rules, and without any text of the tenant', () => {
    const secret = 'Zaphod';
    const told = digest([
      alert({ title: secret as never, lines: [secret] as never, id: `resetter-new~${secret} x~7` }),
    ]);
    const text = plainOf(format, { ...told, tenant: { ...told.tenant, name: secret } });
    expect(text).not.toContain(secret);
    expect(text).toContain('resetter-new~');
  });
});
