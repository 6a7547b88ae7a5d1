/**
 * How text gets onto the page. The library escapes markup; here what cannot be seen is shown as an escape, and what the
 * tenant named is isolated, so that no name turns the order of the words around it or passes for one of ours.
 */
import { html } from 'hono/html';
import { visible } from '../../core/text/neutral.ts';

export type Html = ReturnType<typeof html>;

/** A name of the tenant, in whichever direction it is written. */
export const name = (text: string): Html => html`<bdi>${visible(text)}</bdi>`;

/** Stands in a sentence around a name that is written from right to left (core/text/outside.ts). */
const ISOLATED = /\u2068([^\u2068\u2069]*)\u2069/;

/** A sentence of ours, which may hold names of the tenant. */
export function sentence(text: string): Html {
  const parts = text.split(ISOLATED).map((part, n) => (n % 2 === 1 ? name(part) : visible(part)));
  return html`<bdi dir="ltr">${parts}</bdi>`;
}

/** The same, with what stands between grave accents as what is to be typed as it is. */
export const instruction = (text: string): Html =>
  html`${text.split('`').map((part, n) => (n % 2 === 1 ? html`<code>${visible(part)}</code>` : sentence(part)))}`;

const NUMBERS = new Intl.NumberFormat('en-US');

/** "1,240" */
export const number = (value: number): string => NUMBERS.format(value);

/** "1 alert", "1,240 alerts" */
export const counted = (value: number, noun: string, nouns = `${noun}s`): string =>
  `${number(value)} ${value === 1 ? noun : nouns}`;
