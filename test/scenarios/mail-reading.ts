/** What a mail tells, read as its reader does: the subject, then the title of each alert, in order. Ids name the rules. */
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';

/** Subject first. */
export const told = (mail: StoredMail): string[] => [mail.subject, ...alertsIn(mail)];

/** The titles as they stand in the text, with their severity; their wrapping does not matter. */
export const alertsIn = ({ text }: StoredMail): string[] =>
  text
    .split(/^-{20,}$/m)
    .map((block) => block.trimStart())
    .filter((block) => block.startsWith('['))
    .map((block) => (block.split(/\n {2}(?=\S)/)[0] ?? '').trim().replace(/\s+/g, ' '));

/** Rule and subject of each alert, as `rule~subject`, in order. */
export const rulesIn = ({ text }: StoredMail): string[] =>
  (text.split('repeated):\n')[1] ?? '')
    .trim()
    .split(/\s*\n\s*/)
    .map((id) => id.replace(/~[^~]*$/, ''));
