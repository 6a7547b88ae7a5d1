/**
 * The credentials of applications in the verdict: what is believed of each application that is watched, by the ids of
 * what it signs in with. An application that comes into view brings its credentials along, which are none of the news.
 *
 * | key | attributes | details |
 * |---|---|---|
 * | `credentials:{application}` | `held` | `credentials` |
 */
import type { SourceViews } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import { isCredentials } from './sources/keys.ts';

export const credentialFacts = (views: SourceViews): Fact[] =>
  (views.applicationOwners?.facts ?? [])
    .filter(({ key }) => isCredentials(key))
    .map(({ attributes, label, details, elements = [] }) => ({
      key: `credentials:${attributes.servicePrincipalId}`,
      attributes: { held: elements },
      ...(label !== undefined && { label }),
      ...(details && { details }),
    }));

export interface StoredCredential {
  readonly kind: string;
  /** Microsoft's id of it. */
  readonly id: string;
  readonly name: string | null;
  /** Of a secret its first characters, where Graph tells them. */
  readonly hint: string | null;
  readonly from: string | null;
  readonly until: string | null;
  /** Of a federated credential whom it trusts. */
  readonly issuer: string | null;
  readonly subject: string | null;
}

const NOTHING_KNOWN = { name: null, hint: null, from: null, until: null, issuer: null, subject: null };

/** Those that one has and the other has not. */
export function newCredentials(is: Fact, was: Fact): StoredCredential[] {
  const known = new Set(heldIn(was));
  const details = new Map(Object.entries((is.details?.credentials ?? {}) as { readonly [key: string]: Json }));
  return heldIn(is)
    .filter((key) => !known.has(key))
    .map((key) => {
      const [kind = '', id = ''] = key.split(' ');
      return { ...NOTHING_KNOWN, ...(details.get(key) as Partial<StoredCredential> | undefined), kind, id };
    });
}

const heldIn = ({ attributes }: Fact): readonly string[] => (attributes.held ?? []) as string[];
