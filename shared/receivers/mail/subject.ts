/**
 * The subject of a mail: how grave, whose watch, what happened, and how many more. It ends at a word; and of a sentence
 * that is too long it is the middle that goes, since whom it speaks of stands at its end.
 */
import type { Telling } from '../../core/notify/tellings.ts';
import { endedAtWord } from '../../core/text/neutral.ts';
import { labelOf, titleOf } from './alert-view.ts';

const MOST = 150;
const MOST_WATCH = 40;
/** Of the room for what happened: for whom it speaks of. */
const MOST_WHO = 0.6;

/** "[Critical] Contoso: Password writeback was turned on +2 more" */
export function subjectOf([first, ...others]: readonly Telling[], watch: string): string {
  const start = `[${first ? labelOf(first) : 'Info'}] ${endedAtWord(watch, MOST_WATCH)}: `;
  const end = others.length > 0 ? ` +${others.length} more` : '';
  const title = first ? titleOf(first) : 'nothing to tell';
  return `${start}${fitted(title, MOST - start.length - end.length)}${end}`;
}

function fitted(title: string, room: number): string {
  const at = title.length <= room ? -1 : whoAt(title);
  if (at < 0) return endedAtWord(title, room);
  const who = shortWho(title.slice(at), Math.floor(room * MOST_WHO));
  return `${endedAtWord(title.slice(0, at), room - who.length)}${who}`;
}

/** Where ": "Alex Wilber" (…)" begins: the last colon outside of quotation marks; -1: nobody stands at the end. */
function whoAt(title: string): number {
  let isQuoted = false;
  let at = -1;
  for (const [n, character] of [...title.split('').entries()]) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && title.startsWith(': ', n)) at = n;
  }
  return at;
}

/** The name tells more people who it is than an id behind it, or a long address. */
function shortWho(who: string, most: number): string {
  const [name, id] = /^: "[^"]*"(?= \((id )?)/.exec(who) ?? [];
  const isName = name !== undefined && name.length <= most && (id !== undefined || who.length > most);
  return isName ? name : endedAtWord(who, most);
}
