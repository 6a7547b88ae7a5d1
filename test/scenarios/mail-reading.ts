/** What a mail tells, read as its reader does: the subject, then the title of each alert, in order. Ids name the rules. */
import type { StoredMail } from '../../local/mailbox/stored-mail.ts';

/** Subject first. */
export const told = (mail: StoredMail): string[] => [mail.subject, ...alertsIn(mail)];

/**
 * The titles as they stand in the text, with their severity, and behind each what it tells besides, as "Also: …" or
 * "Ended too: …"; their wrapping does not matter.
 */
export const alertsIn = ({ text }: StoredMail): string[] =>
  text
    .split(/^-{20,}$/m)
    .map((block) => block.trimStart())
    .filter((block) => block.startsWith('['))
    .flatMap((block) => {
      const [title = '', ...fields] = block.split(/\n {2}(?=\S)/).map((field) => field.trim().replace(/\s+/g, ' '));
      const also = fields.filter((field) => /^(Also|Ended too): /.test(field));
      return [title, ...also.map((field) => field.replace(/\. It was so from .*$/, ''))];
    });

/** Rule and subject of each alert, as `rule~subject`, in order; none of a periodic summary, which raises no alert. */
export const rulesIn = ({ text }: StoredMail): string[] =>
  (text.split('repeated):\n')[1] ?? '')
    .trim()
    .split(/\s*\n\s*/)
    .filter((id) => id !== '')
    .map((id) => id.replace(/~[^~]*$/, ''));
