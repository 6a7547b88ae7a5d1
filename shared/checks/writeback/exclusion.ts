/** What was looked for when a Disable event is taken for the last word: it may have meant only one of two sync clients. */
import type { Snapshot } from '../../core/model/fact.ts';
import { type Words, words } from '../../core/text/words.ts';
import { storedVerdict } from './stored.ts';

/** For the page and the terminal: jobs of all service principals cannot be listed, so that a form nobody knows would not be seen. */
export function exclusionNotes(verdict: Snapshot | null): Words[] {
  const { state, decidedBy } = storedVerdict(verdict);
  if (state !== 'off' || decidedBy !== 'audit') return [];
  return [
    words`Cloud Sync counts as absent: there is no service principal made from its template, none that is its gallery application, and no enabled account of the name that it works under. One of another form would not be seen.`,
  ];
}
