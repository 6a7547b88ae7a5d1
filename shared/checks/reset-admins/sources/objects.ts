/**
 * What Graph says of an object that a row names: its type, its names. A type that is not known here is no type, and may
 * be any; what is missing is null. Nothing of it can fail a reading: only a row without an id does.
 */

import * as z from 'zod';
import type { Attributes, Fact } from '../../../core/model/fact.ts';
import { own } from '../../../core/model/own.ts';
import { type OddKind, oddKindOf } from '../kinds.ts';

/** A text, or null where there is none; a value of another kind is none. */
export const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

export const flag = z
  .boolean()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

export const id = z.string().min(1);

/** `thing`: can neither reset nor be reset. */
export type ObjectType = 'user' | 'group' | 'servicePrincipal' | 'thing';

const TYPES: { readonly [type: string]: ObjectType } = {
  user: 'user',
  agentuser: 'user',
  group: 'group',
  serviceprincipal: 'servicePrincipal',
  // Agent identities are service principals, some without an application of their own.
  agentidentity: 'servicePrincipal',
  agentidentityblueprintprincipal: 'servicePrincipal',
  device: 'thing',
  orgcontact: 'thing',
};

/** Of `#microsoft.graph.user`, or of the plain word. Null: Graph does not say, or a type that is new to us. */
export const typeOf = (type: string | null): ObjectType | null =>
  own(TYPES, (type ?? '').toLowerCase().replace('#microsoft.graph.', '')) ?? null;

/** A row's principal as it is expanded; null for one who was deleted or is of another tenant. */
export const principal = z
  .object({ '@odata.type': text, displayName: text, userPrincipalName: text, userType: text })
  .nullish()
  .catch(null);

/** What a row knows of its principal: told until the principal was looked up by itself. */
export const principalDetails = (expanded: z.infer<typeof principal>): Attributes => ({
  type: typeOf(expanded?.['@odata.type'] ?? null),
  name: expanded?.displayName ?? null,
  upn: expanded?.userPrincipalName ?? null,
  ...oddly(oddKindOf(expanded?.['@odata.type'] ?? null, expanded?.userType)),
});

/** The detail that says what kind of principal it is, where it is an odd one. */
export const oddly = (kind: OddKind | null): Attributes => (kind === null ? {} : { kind });

/** The principal that a row gives a right to. */
export const principalIn = (fact: Fact): string => String(fact.attributes.principalId ?? '');

export const scopeIn = (fact: Fact): string => String(fact.attributes.scope ?? '');

/** Whether the principal that a fact names is of the type, or may be. */
export const mayBe = (fact: Fact, type: ObjectType): boolean => (fact.details?.type ?? type) === type;
