/**
 * What is posted, whatever stands in it, held against what its reader goes by: the schema of format `json` that we publish
 * (docs/webhook.schema.json), the blocks and limits that Slack documents, and the library that draws the cards of Teams.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest, DigestAlert } from '../../../shared/core/notify/digest.ts';
import { type WebhookFormat, webhookReceiver } from '../../../shared/receivers/webhook/receiver.ts';
import { HOSTILE } from '../../oracles/hostile.ts';
import { SLACK_MESSAGE } from '../../oracles/slack-blocks.ts';
import { nothing, soaked } from '../summaries.ts';
import { alert, digest, NOW } from './digests.ts';

const cards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.min.js');
const SCHEMA = JSON.parse(readFileSync(new URL('../../../docs/webhook.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false });
const isDocument = ajv.compile(SCHEMA);
const isSlack = ajv.compile(SLACK_MESSAGE);

const ANSWER = `https://watch.example.com/api/alerts/x/answer?token=1z.${'A'.repeat(43)}`;

/** What is wrong with a message, one line each. */
const FAULTS: { readonly [format in WebhookFormat]: (message: never) => string[] } = {
  json: (message) => (isDocument(message) ? [] : [ajv.errorsText(isDocument.errors)]),
  slack: (message) => (isSlack(message) ? [] : [ajv.errorsText(isSlack.errors)]),
  teams: ({ attachments: [one], type }: { type: string; attachments: { contentType: string; content: object }[] }) => {
    const context = new cards.SerializationContext(cards.Versions.v1_4);
    new cards.AdaptiveCard().parse(one?.content, context);
    const size = Buffer.byteLength(JSON.stringify(one));
    return [
      ...Array.from({ length: context.eventCount }, (_, n) => String(context.getEventAt(n).message)),
      ...(type === 'message' && one?.contentType === 'application/vnd.microsoft.card.adaptive' ? [] : ['no card']),
      ...(size < 28_000 ? [] : [`${size} bytes`]),
    ];
  },
};

const KINDS: readonly DigestAlert['kind'][] = [
  ...(['event', 'opened', 'raised', 'closed'] as const),
  ...(['passed', 'summary', 'actor', 'reminder'] as const),
];

/** A text as the tenant may choose one, short or far too long. */
const text = fc
  .tuple(fc.constantFrom('', 'Adele Vance', ...HOSTILE), fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(60))
  .map(([start, middle, times]) => `${start}${middle}`.repeat(times));

const anyAlert = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    title: text,
    why: text,
    todo: text,
    lines: fc.array(text, { maxLength: 30 }),
    id: text,
  })
  .map(({ id, kind, title, why, todo, lines }) =>
    alert({
      ...({ kind, title, why, todo, lines } as unknown as Partial<DigestAlert>),
      id: `resetter-new~${id}~7`,
      actor: { id, name: title, type: 'user' },
      ...(kind === 'closed' && { until: '2026-11-20T12:00:00.000Z' }),
    }),
  );

const anyDigest = fc.tuple(fc.array(anyAlert, { minLength: 1, maxLength: 60 }), text, fc.boolean()).map(
  ([alerts, name, hasLinks]): Digest => ({
    ...digest(alerts),
    tenant: { id: '0f9a1c2b-3d4e-4f5a-8b6c-7d8e9f0a1b2c', name },
    ...(hasLinks && { answerAt: new Map(alerts.map(({ id }) => [id, ANSWER])) }),
  }),
);

describe.each(Object.keys(FAULTS) as WebhookFormat[])('a message of format %s', (format) => {
  const receiver = (publicUrl: string | null) =>
    webhookReceiver({
      url: 'https://hooks.example.com/x',
      format,
      settingsKey: 'k',
      shown: { watchName: null, publicUrl },
    });

  it('is what its reader takes, whatever stands in it', () => {
    fc.assert(
      fc.property(anyDigest, fc.constantFrom(null, 'https://watch.example.com'), (of, publicUrl) => {
        for (const { text: body } of [receiver(publicUrl).render(of, NOW), receiver(publicUrl).renderPlain(of, NOW)])
          expect(FAULTS[format](JSON.parse(body) as never)).toEqual([]);
      }),
      { numRuns: Number(process.env.RUNS ?? 10) },
    );
  });

  it.each([
    ['of nothing', nothing],
    ['of all there can be', soaked(HOSTILE)],
  ])('is what its reader takes as a summary %s', (_, summary) => {
    const { renderSummary, renderPlainSummary } = receiver('https://watch.example.com');
    for (const { text: body } of [renderSummary(summary, NOW), renderPlainSummary(summary, NOW)])
      expect(FAULTS[format](JSON.parse(body) as never)).toEqual([]);
  });

  it('would be found wanting', () => {
    const wrong = {
      json: { version: 1, alerts: [{}] },
      slack: { text: 'x', blocks: [{ type: 'section', text: { type: 'plain_text', text: '' } }] },
      teams: { type: 'message', attachments: [{ contentType: 'text/plain', content: { type: 'Nope' } }] },
    }[format];
    expect(FAULTS[format](wrong as never)).not.toEqual([]);
  });
});
