/**
 * Resets that prove that writeback worked, from the events of the log: by which client, or by whom alone. Only what
 * Microsoft documents as written back counts; that one was not written back proves nothing.
 *
 * | event that succeeded | proves |
 * |---|---|
 * | `Reset password (by admin)` whose `OnPremisesAgent` names a client | that this client wrote it back (strong) |
 * | a synced user's own reset or change | that some client did (medium): such a user's password lives on-premises |
 * | `OnPremisesAgent` is `None` or missing | nothing |
 */

import { compareText, type Fact } from '../../core/model/fact.ts';
import { own } from '../../core/model/own.ts';
import { OWN_RESETS } from '../entra/activities.ts';
import type { ResetEvent } from './reset-log.ts';

/** The newest proof of each client; a time is ISO 8601. */
export type Proofs = { readonly [client: string]: string };

/** Whoever it was: some sync client. */
const SOME_CLIENT = 'some client';

const CLIENTS: { readonly [agent: string]: string } = {
  'microsoft entra connect': 'Microsoft Entra Connect',
  cloudsync: 'CloudSync',
};

/** @param isSynced null: nobody knows */
export function clientProved(event: ResetEvent, isSynced: boolean | null): string | null {
  if (event.result !== 'success' || event.at === null) return null;
  const agent = agentOf(event);
  if (agent !== null) {
    const client = own(CLIENTS, agent.toLowerCase());
    return client === undefined ? OTHER : client;
  }
  return OWN_RESETS.has(event.activity) && isSynced === true ? SOME_CLIENT : null;
}

/** A client that is called in a way nobody knows yet; its name is not ours to repeat. */
const OTHER = 'another client';

/** The client that wrote a reset back; null: none, or the event does not say. */
export function agentOf({ details }: ResetEvent): string | null {
  const named = details.find(({ key }) => key === 'OnPremisesAgent')?.value?.trim() ?? '';
  return named === '' || named.toLowerCase() === 'none' ? null : named;
}

/** Newer truth wins, client by client. */
export function newest(known: Proofs, found: readonly { readonly client: string; readonly at: string }[]): Proofs {
  const proofs = new Map(Object.entries(known));
  for (const { client, at } of found) if (at > (proofs.get(client) ?? '')) proofs.set(client, at);
  return Object.fromEntries([...proofs].sort(([a], [b]) => compareText(a, b)));
}

/** The time moves with every reset, so it is shown and never compared. */
export const proofFacts = (proofs: Proofs): Fact[] =>
  Object.entries(proofs).map(([client, at]) => ({
    key: `proof ${client}`,
    attributes: { client, weight: client === SOME_CLIENT ? 'medium' : 'strong' },
    label: client,
    details: { at },
  }));

export const isProof = ({ key }: Fact): boolean => key.startsWith('proof ');
