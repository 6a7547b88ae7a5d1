/**
 * Addresses of the page, all of them relative: to itself with another filter or place, and to the lists as CSV. The
 * function key goes along exactly where the request had it: one that came in the address has to stay there or no link
 * would open; one that came as a header is never written into an address, where logs and histories would keep it.
 */

import { isKey } from '../answer.ts';

/** What the page reads of its own address. Null: not given. */
export interface Asked {
  readonly check: string | null;
  readonly since: string | null;
  readonly cursor: string | null;
  /** Place in the list of resetters from which it is shown, from 0. */
  readonly from: string | null;
}

const NAMES = ['check', 'since', 'cursor', 'from'] as const satisfies readonly (keyof Asked)[];

/** The first value counts, whatever else is given: a page is no place to refuse an address. */
export const askedIn = (query: URLSearchParams): Asked => ({
  check: query.get('check'),
  since: query.get('since'),
  cursor: query.get('cursor'),
  from: query.get('from'),
});

export interface Links {
  /** This page with other values, at one of its sections. */
  page(changed: Partial<Asked>, section: string): string;
  /** Another answer of the app, such as `drift`. */
  answer(route: string, query?: Readonly<Record<string, string>>): string;
}

export function linksOf(query: URLSearchParams): Links {
  const carried = [...keyIn(query), ...[...query].filter(([name]) => name === 'strict')];
  const address = (route: string, values: readonly (readonly [string, string])[]): string => {
    const all = [...values, ...carried].map(([name, value]): [string, string] => [name, value]);
    const text = new URLSearchParams(all).toString();
    return text === '' ? route : `${route}?${text}`;
  };
  const asked = askedIn(query);
  return {
    page: (changed, section) => {
      const next = { ...asked, ...changed };
      const values = NAMES.flatMap((name) => (next[name] === null ? [] : [[name, next[name]] as const]));
      return `${address('status', values)}#${section}`;
    },
    answer: (route, more = {}) => address(route, Object.entries(more)),
  };
}

/** The host takes the name in any case, and the first value. */
const keyIn = (query: URLSearchParams): (readonly [string, string])[] => {
  const key = [...query].find(([name]) => isKey(name))?.[1];
  return key === undefined ? [] : [['code', key]];
};
