/** The committed expansions of the templates, as the rules see them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const INFRA = path.resolve(import.meta.dirname, '../../infra');

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly [property: string]: unknown;
}

/** One parameter file, expanded, and the template that it was expanded from. */
export interface Deployment {
  readonly resources: readonly Resource[];
  readonly outputs: { readonly [name: string]: unknown };
  readonly template: Json;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const read = (file: string) => JSON.parse(readFileSync(path.join(INFRA, file), 'utf8'));

export const CASES = ['main', 'private', 'cases/hostile', 'cases/odd'] as const;

/** A fresh copy, so that a test may spoil it. */
export function deployment(name: (typeof CASES)[number]): Deployment {
  const { predictedResources, outputs } = read(`${name}.snapshot.json`);
  return { resources: predictedResources, outputs, template: read('azuredeploy.json') };
}

export const ofType = ({ resources }: Deployment, type: string): readonly Resource[] =>
  resources.filter((resource) => resource.type.toLowerCase() === type.toLowerCase());

/** The only one of its type. @throws Error when there is another number */
export function only(deployed: Deployment, type: string): Resource {
  const [first, ...others] = ofType(deployed, type);
  if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} resources are ${type}`);
  return first;
}

/** What lies at a dotted path, such as `properties.sku.name`; undefined where there is nothing. */
export function at(value: unknown, dotted: string): unknown {
  const [key = '', ...rest] = dotted.split('.');
  const inner = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return rest.length === 0 ? inner : at(inner, rest.join('.'));
}

export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** App settings by name, as they stand in the snapshot. */
export function appSettings(deployed: Deployment): { readonly [name: string]: string } {
  const found = ofType(deployed, 'Microsoft.Web/sites/config').find(({ name }) => name.endsWith('/appsettings'));
  return (found?.properties ?? {}) as { readonly [name: string]: string };
}

/** What must not be, one line each. Empty: nothing is wrong. */
export type Rule = (deployed: Deployment) => readonly string[];
