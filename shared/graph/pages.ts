/**
 * Collects the items of a list page by page. A list is whole or an error: a next link that leads elsewhere, repeats or
 * never ends is loud. An empty page is not the end; only a missing next link is (learn.microsoft.com/graph/paging).
 */
import * as z from 'zod';
import { shaped } from './answers.ts';
import { contractError } from './errors.ts';
import type { ListOptions } from './graph.ts';
import { labelOf, relativeUrl, type Target } from './target.ts';

const DEFAULT_MAX_PAGES = 1000;

const page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() });

export class PageCollector<T> {
  readonly items: T[] = [];
  /** What to read next; null when the list is whole. */
  next: Target | null;
  /** How messages name the list. */
  readonly what: string;
  readonly #item: z.ZodType<T>;
  readonly #origin: string;
  readonly #maxPages: number;
  readonly #enough: number;
  readonly #seen = new Set<string>();

  constructor(
    first: Target,
    item: z.ZodType<T>,
    origin: string,
    { maxPages = DEFAULT_MAX_PAGES, enough = Number.POSITIVE_INFINITY }: Pick<ListOptions, 'maxPages' | 'enough'> = {},
  ) {
    this.next = first;
    this.what = labelOf(first);
    this.#item = item;
    this.#origin = origin;
    this.#maxPages = maxPages;
    this.#enough = enough;
    this.#seen.add(relativeUrl(first));
  }

  /** Takes the body of the page that `next` named. @throws GraphError `contract` */
  add(body: unknown): void {
    const { value, '@odata.nextLink': link } = shaped(body, page, this.what);
    const offset = this.items.length;
    value.forEach((item, index) => {
      this.items.push(shaped(item, this.#item, this.what, `value[${offset + index}]`));
    });
    const goesOn = typeof link === 'string' && this.items.length < this.#enough;
    this.next = goesOn && this.next ? this.#follow(link, this.next) : null;
  }

  #follow(link: string, from: Target): Target {
    const target = linkTarget(link, from, this.#origin, this.what);
    const url = relativeUrl(target);
    if (this.#seen.has(url)) throw contractError(this.what, 'a next link leads back to a page already read');
    if (this.#seen.size >= this.#maxPages) throw contractError(this.what, `more than ${this.#maxPages} pages`);
    this.#seen.add(url);
    return target;
  }
}

/**
 * A next link as a target, whole and as it came, if it goes on with the list it is of: same origin, same path, same
 * question. The link is never shown: it is a key to data.
 */
function linkTarget(link: string, from: Target, origin: string, what: string): Target {
  const url = URL.parse(link);
  if (!url) throw contractError(what, 'the next link is not a URL');
  const prefix = `/${from.version}`;
  const path = url.pathname.slice(prefix.length);
  const inside = url.origin === origin && url.username === '' && url.password === '';
  if (!inside) throw contractError(what, 'the next link leads to another origin');
  if (!url.pathname.startsWith(`${prefix}/`) || path.startsWith('//')) {
    throw contractError(what, 'the next link leads outside the version of the list');
  }
  if (plainPath(path) !== plainPath(from.path)) throw contractError(what, 'the next link leads to another path');
  if (!asksTheSame(url.search, from.query)) throw contractError(what, 'the next link asks another question');
  return { version: from.version, path, query: url.search };
}

/** Graph writes a key as a segment or in parentheses, in any case. */
const plainPath = (path: string): string =>
  unescaped(path)
    .replace(/\('([^']*)'\)/g, '/$1')
    .toLowerCase();

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What decides which rows there are, and what of them. Everything else in the link is how the list goes on, and Graph's own. */
const QUESTION = ['$filter', '$search', '$select', '$expand', '$orderby', '$apply', '$compute'];

/** What the link does not repeat is part of what it goes on with. */
function asksTheSame(query: string, from: string): boolean {
  const asked = questionsIn(from);
  return [...questionsIn(query)].every(([name, value]) => asked.get(name) === value);
}

/** By name, as they read whatever the escapes; the `$` may be left out. */
function questionsIn(query: string): ReadonlyMap<string, string> {
  const named = [...new URLSearchParams(query)].map(
    ([name, value]) => [`$${name.toLowerCase().replace(/^\$/, '')}`, value.replace(/\s+/g, '').toLowerCase()] as const,
  );
  return new Map(named.filter(([name]) => QUESTION.includes(name)));
}
