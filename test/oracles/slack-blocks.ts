/**
 * The blocks that the watch posts, with the limits that Slack documents of each:
 * https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/block-kit/composition-objects/text-object
 * A message beyond one of them is refused as a whole (`invalid_blocks`).
 */

const plainText = (most: number) => ({
  type: 'object',
  required: ['type', 'text'],
  additionalProperties: false,
  properties: {
    type: { const: 'plain_text' },
    text: { type: 'string', minLength: 1, maxLength: most },
    emoji: { type: 'boolean' },
  },
});

const button = {
  type: 'object',
  required: ['type', 'text'],
  additionalProperties: false,
  properties: {
    type: { const: 'button' },
    text: plainText(75),
    url: { type: 'string', pattern: '^https?://', maxLength: 3000 },
  },
};

const block = (type: string, properties: object, required: readonly string[]) => ({
  type: 'object',
  required: ['type', ...required],
  additionalProperties: false,
  properties: { type: { const: type }, ...properties },
});

export const SLACK_MESSAGE = {
  type: 'object',
  required: ['text', 'blocks'],
  additionalProperties: false,
  properties: {
    text: { type: 'string', minLength: 1, maxLength: 4000 },
    blocks: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        anyOf: [
          block('header', { text: plainText(150) }, ['text']),
          block('section', { text: plainText(3000), accessory: button }, ['text']),
          block('context', { elements: { type: 'array', minItems: 1, maxItems: 10, items: plainText(3000) } }, [
            'elements',
          ]),
          block('actions', { elements: { type: 'array', minItems: 1, maxItems: 25, items: button } }, ['elements']),
        ],
      },
    },
  },
};
