/** The periodic summary as each receiver tells it: what it holds, and that no name in it can be more than a name. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPlainSummary, renderSummary } from '../../shared/receivers/mail/summary/render.ts';
import { type WebhookFormat, webhookReceiver } from '../../shared/receivers/webhook/receiver.ts';
import { HOSTILE, hostileText, troublesIn } from '../oracles/hostile.ts';
import { elementsIn, linksInHtml, readSummary, SECTIONS, shownIn, titlesInHtml } from '../oracles/mail-grammar.ts';
import { NOW, nothing, soaked } from './summaries.ts';

const RUNS = Number(process.env.RUNS ?? 40);
const options = { watchName: null, publicUrl: null, zone: null, adminCenter: null };
const names = fc.array(hostileText, { minLength: 1, maxLength: 4 });

const cards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.min.js');

const webhook = (format: WebhookFormat) =>
  webhookReceiver({
    url: 'https://hooks.example.com/x',
    format,
    settingsKey: 'k',
    shown: { watchName: null, publicUrl: 'https://watch.example.com' },
  });

it('calls nothing what it has not counted to the end', () => {
  const cut = { ...nothing, changes: { ...nothing.changes, isWhole: false } };
  const { text, html } = renderSummary(cut, NOW, options);
  for (const one of [text.replace(/\s+/g, ' '), shownIn(html)]) {
    expect(one).toContain('At least 0 changes since');
    expect(one).toContain('There was more: only the newest are counted.');
    expect(one).not.toContain('Nothing since');
  }
});

describe('the summary as a mail', () => {
  it('has every section, each item where it belongs, and bars as long as their numbers', () => {
    const { subject, text } = renderSummary(soaked(['Adele Vance', 'Alex Wilber']), NOW, options);
    expect(subject).toBe('[Summary] Adele Vance: You can trust the watch only in part. 1 critical alert is open.');
    const { sections, items } = readSummary(text);
    expect(sections).toEqual(SECTIONS);
    expect(items.map(({ length }) => length)).toEqual([2, 5, 3, 3, 2, 1, 1]);
    expect(text.match(/^ {8}(then|now) .*$/gm)).toEqual([
      `        then ${'#'.repeat(28).padEnd(30)} 1,204`,
      `        now  ${'#'.repeat(30)} 1,310`,
      `        then ${'#'.repeat(3).padEnd(30)} 131`,
      `        now  ${'#'.repeat(15).padEnd(30)} 655`,
      `        now  ${' '.repeat(30)} 0`,
    ]);
    expect(text).toContain('in reach (+524)');
    expect(text.replace(/\s+/g, ' ')).toContain(
      'This summary is late: it was due at 2026-11-30 07:00:00 UTC. Others before it were never made; this one stands for them.',
    );
  });

  it('tells its times in the zone of its readers too', () => {
    const { text, html } = renderSummary(soaked(['a']), NOW, { ...options, zone: 'Europe/Berlin' });
    for (const one of [text.replace(/\s+/g, ' '), html]) {
      expect(one).toContain('summary since 2026-11-23 07:00:20 UTC, 08:00 Europe/Berlin'.slice(8));
      expect(one).toContain('it was due at 2026-11-30 07:00:00 UTC, 08:00 Europe/Berlin');
    }
  });

  it('says in its subject that nothing is wrong, and in each section that there is nothing', () => {
    const { subject, text, html } = renderSummary(nothing, NOW, options);
    expect(subject).toBe('[Summary] Contoso: You can trust the watch, and nothing is wrong.');
    expect(readSummary(text).items).toEqual([
      ['    - None.'],
      ['    - Nothing since 2026-11-23 07:00:20 UTC, where the last summary ended.'],
      ['    - None yet.'],
      ['    - Nothing was counted yet.'],
      ['    - None.'],
      ['    - Nothing: every source was read.'],
      ['    - Nothing has run yet.'],
    ]);
    expect(titlesInHtml(html)).toEqual(SECTIONS);
  });

  it('draws bars as cells with a width, and loads nothing', () => {
    const { html } = renderSummary(soaked(['a']), NOW, options);
    expect(
      [...html.matchAll(/class="(then|now)" width="(\d+)%"/g)].map(([, when, width]) => `${when} ${width}`),
    ).toEqual(['then 92', 'now 100', 'then 10', 'now 50']);
    expect([...elementsIn(html)].filter((name) => ['img', 'script', 'link', 'svg', 'iframe'].includes(name))).toEqual(
      [],
    );
  });

  it('leads nowhere and hides nothing, whatever anything is called', () => {
    const harmless = elementsIn(renderSummary(soaked(['a', 'b']), NOW, options).html);
    fc.assert(
      fc.property(names, (all) => {
        const { subject, text, html } = renderSummary(soaked(all), NOW, options);
        expect(subject.length).toBeLessThanOrEqual(150);
        expect(subject).toMatch(/^\[Summary\] /);
        const { sections, items } = readSummary(text);
        expect(sections).toEqual(SECTIONS);
        expect(items.map(({ length }) => length)).toEqual([all.length, 3 + all.length, 3, 3, all.length, 1, 1]);
        for (const one of [subject, text, shownIn(html)]) expect(troublesIn(one.replace(/\s+/g, ' '))).toEqual([]);
        expect(titlesInHtml(html)).toEqual(SECTIONS);
        expect(linksInHtml(html)).toEqual([]);
        expect([...elementsIn(html)].filter((name) => !harmless.has(name))).toEqual([]);
      }),
      { numRuns: RUNS, examples: HOSTILE.map((name) => [[name, name]]) },
    );
  });

  it('has a form without any text of the tenant, for a service that refuses it', () => {
    const { subject, text, html } = renderPlainSummary(soaked(['Zaphod']), options);
    expect(subject + text + html).not.toContain('Zaphod');
    expect(text).toContain('In one sentence: You can trust the watch only in part. 1 critical alert is open.');
  });
});

describe('the summary of a webhook', () => {
  const bodyOf = (format: WebhookFormat, all: readonly string[]) =>
    JSON.parse(webhook(format).renderSummary(soaked(all), NOW).text);

  it('is a json message without alerts, with what was counted', () => {
    expect(bodyOf('json', ['Adele Vance'])).toMatchObject({
      version: 1,
      watch: 'Adele Vance',
      alerts: [],
      states: [],
      status: 'https://watch.example.com/api/status',
      summary: {
        slot: '2026-11-30T07:00:00.000Z',
        since: '2026-11-23T07:00:20.000Z',
        says: 'You can trust the watch only in part. 1 critical alert is open.',
        reach: [{ title: 'Synced users', lines: [{ label: 'all', before: 1204, now: 1310 }, {}, {}] }],
        changes: { total: 1247, baselines: 1, answers: 2 },
        sections: SECTIONS.map((title) => ({ title, items: expect.any(Array) })),
      },
    });
  });

  it('stays inside the limits of Slack and Teams, and is no markup, however long names are', () => {
    const many = Array.from({ length: 60 }, (_, n) => `${n}${'界'.repeat(200)}`);
    const { text, blocks } = bodyOf('slack', many);
    expect(text.length).toBeLessThanOrEqual(150);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
      if (block.type === 'section') {
        expect(block.text.type).toBe('plain_text');
        expect(block.text.text.length).toBeLessThanOrEqual(3000);
      }
    }
    const card = bodyOf('teams', many);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
    expect(JSON.stringify(card)).not.toContain('"TextBlock"');
    const context = new cards.SerializationContext(cards.Versions.v1_4);
    new cards.AdaptiveCard().parse(card.attachments[0].content, context);
    expect(context.eventCount).toBe(0);
  });

  it('calls nobody by what a notification of Slack shows, which is markup', () => {
    expect(bodyOf('slack', ['<!channel> & <@U1>']).text).toMatch(
      /^"&lt;!channel&gt; &amp; &lt;@U1&gt;": You can trust/,
    );
  });

  it.each(['json', 'slack', 'teams'] as const)('that is refused holds no text of the tenant, as %s', (format) => {
    const { text } = webhook(format).renderPlainSummary(soaked(['Zaphod']), NOW);
    expect(text).not.toContain('Zaphod');
    expect(text).toContain('1 critical alert is open');
  });
});
