/** A second way to tell people, in memory: it records what it is sent, and answers as a test wants it to. */
import type { ConfiguredReceiver } from '../../shared/compose/receivers.ts';
import type { FrozenMessage, SendResult } from '../../shared/core/model/outbox.ts';

export interface ToyReceiver extends ConfiguredReceiver {
  /** Messages as accepted, in order. */
  readonly accepted: FrozenMessage[];
  /** Instead of accepting; null: it accepts. */
  answer: (() => SendResult | Promise<SendResult>) | null;
  /** Calls of `send`. */
  sends: number;
}

export const TOY = 'toy';

export function toyReceiver(): ToyReceiver {
  const policy = { perMinute: 60, perHour: 600 };
  const toy: ToyReceiver = {
    name: TOY,
    policy,
    accepted: [],
    answer: null,
    sends: 0,
    open: () => ({
      name: TOY,
      settings: 'toy-settings',
      policy,
      render: ({ alerts }) => ({ subject: 'toy', text: alerts.map(({ id }) => id).join(' '), html: '' }),
      renderPlain: ({ alerts }) => ({ subject: 'plain toy', text: String(alerts.length), html: '' }),
      renderSummary: () => ({ subject: 'toy summary', text: 'summary', html: '' }),
      renderPlainSummary: () => ({ subject: 'plain toy summary', text: 'summary', html: '' }),
      send: async (message) => {
        toy.sends += 1;
        const result = (await toy.answer?.()) ?? { kind: 'accepted' };
        if (result.kind === 'accepted') toy.accepted.push(message);
        return result;
      },
      outcome: async (operationId) => ({
        kind: toy.accepted.some((message) => message.operationId === operationId) ? 'delivered' : 'unknown',
      }),
    }),
  };
  return toy;
}

/** Ids of the alerts in each message it accepted. */
export const toldToy = ({ accepted }: ToyReceiver): string[][] => accepted.map(({ text }) => text.split(' '));
