/** Counts messages by what became of them, for as long as their mailbox lives; nothing is decided by it. */
import { type Mailbox, type MessageTally, NO_MESSAGES } from '../model/outbox.ts';

export const tallied = ({ tally = NO_MESSAGES }: Mailbox, outcome: keyof MessageTally): Pick<Mailbox, 'tally'> => ({
  tally: { ...tally, [outcome]: tally[outcome] + 1 },
});
