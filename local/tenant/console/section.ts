/** What a part of the console is. Another check adds a file with one `Section`, and a line in `sections/index.ts`. */
import { html } from 'hono/html';
import type { SimulatedTenant } from '../tenant.ts';

export type Html = ReturnType<typeof html>;

interface Part {
  /** Anchor on the page and part of the address its forms post to. */
  readonly id: string;
  readonly title: string;
  render(tenant: SimulatedTenant): Html;
  /** What its forms do, by the last part of the address. */
  readonly actions: Readonly<Record<string, (tenant: SimulatedTenant, form: URLSearchParams) => void>>;
}

/** Folded behind its title. */
export interface Section extends Part {
  /** What it is for, read while it is folded. */
  readonly about: string;
}

/** One of the few that show the product; in full on top of the page. */
export interface Act extends Part {
  /** What the watch makes of it, and when. */
  readonly outcome: { readonly within: string; readonly mail: string; readonly page: string };
}

/** Something in a form is missing or wrong: shown to whoever sent it. */
export class FormError extends Error {}

/** @throws FormError when the field is missing or empty */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw new FormError(`The field '${name}' is missing.`);
  return value;
}

/** A whole number of at least 0, or null when left empty. */
export function wholeNumber(form: URLSearchParams, name: string): number | null {
  const value = form.get(name) ?? '';
  if (value === '') return null;
  if (!/^\d{1,9}$/.test(value)) throw new FormError(`The field '${name}' must be a whole number.`);
  return Number(value);
}

/** One of these values. @throws FormError for any other */
export function oneOf<T extends string>(form: URLSearchParams, name: string, values: readonly T[]): T {
  const value = required(form, name);
  const found = values.find((known) => known === value);
  if (found === undefined) throw new FormError(`The field '${name}' is none of: ${values.join(', ')}.`);
  return found;
}

/** When something happened: a field `minutes` of how long ago, or now. */
export const agoIn = (form: URLSearchParams, now: number): number => now - (wholeNumber(form, 'minutes') ?? 0) * 60_000;

/** The field for `agoIn`. */
export const minutesAgo = (): Html =>
  html`<input class="ago" name="minutes" inputmode="numeric" placeholder="min ago" aria-label="Minutes ago" title="Minutes ago; empty: now">`;

/** A form of one button. */
export const buttonForm = (
  action: string,
  label: string,
  hidden: Readonly<Record<string, string>> = {},
  more: Html | '' = '',
  look: 'primary' | '' = '',
): Html =>
  html`<form method="post" action="/console/${action}" class="act">
    ${hiddenFields(hidden)}${more}<button class="${look}">${label}</button>
  </form>`;

const hiddenFields = (hidden: Readonly<Record<string, string>>): Html[] =>
  Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

/** The choices of a select. */
export const choices = (values: readonly string[], chosen?: string): Html[] =>
  values.map((value) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${value}</option>`);

/** The same, where what is shown is not what is sent. */
export const options = (entries: readonly (readonly [value: string, label: string])[], chosen?: string): Html[] =>
  entries.map(
    ([value, label]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`,
  );

/** Who acts: a field `by`, or the first administrator. */
export function byOf(form: URLSearchParams): { by?: string } {
  const by = form.get('by');
  return by === null || by === '' ? {} : { by };
}

/** A switch: a form of one button that asks for the opposite of what is. */
export const toggle = (
  action: string,
  label: string,
  isOn: boolean,
  hidden: Readonly<Record<string, string>> = {},
): Html =>
  html`<form method="post" action="/console/${action}" class="toggle">
    ${hiddenFields(hidden)}
    <button role="switch" aria-checked="${String(isOn)}" name="on" value="${String(!isOn)}"><span>${label}</span></button>
  </form>`;

export const isOn = (form: URLSearchParams): boolean => required(form, 'on') === 'true';

/** A time as a person reads it, the exact one on hover. */
export const time = (iso: string): Html =>
  html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
