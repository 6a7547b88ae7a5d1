/**
 * What may be shown of a value that a setting does not accept. A secret is easily pasted into the wrong setting, and no
 * rule tells every secret from a word; so each setting's own grammar says what of a near miss is harmless, and nothing
 * else of it is ever shown.
 */

/** The part of a text that may be shown; null: none of it. */
export type Harmless = (text: string) => string | null;

export const nothing: Harmless = () => null;

const matching =
  (pattern: RegExp): Harmless =>
  (text) =>
    pattern.test(text) ? text : null;

/** A number, or one short word such as `abc` or `forever`. */
export const numberLike = matching(/^(?:[-+]?(?:0x)?\d{1,9}(?:[.,]\d{1,3})?(?:e\d{1,2})? ?%?|[a-z]{1,8})$/i);

/** Values of one or two digits, names of days and months, and signs between them; or a macro of cron. */
export const scheduleLike = matching(
  /^(?=.{1,100}$)(?:@[a-z]{4,8}|off|none|never|(?:[*/,?#%:\s-]|(?:\d{1,2}[LW]?|L|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)[a-z]{0,6})(?![a-z\d]))*)$/i,
);

export const severityLike = matching(
  /^(?:critical|crit|warning|warn|info|information|error|err|debug|notice|high|medium|low|all|none|off)$/i,
);

export const formatLike = matching(/^(?:json|xml|html|text|plain|slack|teams|discord|adaptive|card|mail|email)$/i);

export const resetHistoryLike = matching(/^(?:off|on|counts?|names?|none|all|yes|no|true|false)$/i);

/** The name of a zone, or an offset. */
export const zoneLike = matching(/^(?:[a-z]{1,20}(?:[/_][a-z]{1,20})*|[+-]\d{1,2}(?::?\d{2})?)$/i);

/** Words joined by signs, a few digits at the end of each: an id or a key has more. */
export const nameLike = matching(/^(?=.{1,63}$)\d{0,2}[a-z]{1,20}\d{0,4}(?:[-_. ][a-z]{1,20}\d{0,4})*$/i);

/** A name of the domain name system whose labels are words. */
const DOMAIN = /^(?=.{1,100}$)[a-z][a-z-]{0,40}\d{0,4}(?:\.[a-z-]{1,40}\d{0,4}){1,4}$/i;

/** An id in braces or with something around it, or the domain of a tenant. */
export const idLike: Harmless = (text) =>
  DOMAIN.test(text) || /^[{(]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[0-9a-f)}]?$/i.test(text) ? text : null;

/** Scheme and host. Path and query of an address can be its key. */
export const addressLike: Harmless = (text) => {
  if (DOMAIN.test(text)) return text;
  const [, origin = '', rest = ''] = /^([a-z]{2,8}:\/{0,2}[a-z0-9.-]{1,100}(?::\d{1,5})?)([/?#].*)?$/i.exec(text) ?? [];
  const host = origin.replace(/^[a-z]+:\/{0,2}/i, '').replace(/:\d+$/, '');
  if (!DOMAIN.test(host) && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return null;
  return rest === '' || rest === '/' ? text : `${origin}${rest.slice(0, 1)}…`;
};

const MAILBOX =
  /^(?:[a-z][a-z .'-]{0,40}<)?[a-z][a-z._'+-]{0,40}\d{0,4}@[a-z][a-z-]{0,40}\d{0,4}(?:\.[a-z-]{1,40}\d{0,4}){0,4}>?$/i;

/** Addresses of words, however they are separated. */
export const mailLike: Harmless = (text) => {
  const parts = text.split(/[,;]/).map((part) => part.trim());
  return parts.some((part) => MAILBOX.test(part)) && parts.every((part) => part === '' || MAILBOX.test(part))
    ? text
    : null;
};

/** What is said and of when, without the name. */
export const declarationLike: Harmless = (text) => {
  const [, said = '', rest = ''] =
    /^((?:on|off|yes|no|true|false)|[a-z]{2,7}@[\d.:/TZ-]{1,25})(\s.*)?$/is.exec(text) ?? [];
  return said === '' ? null : rest.trim() === '' ? said : `${said} …`;
};
