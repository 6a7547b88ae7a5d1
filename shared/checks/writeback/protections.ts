/**
 * Which settings of the tenant protect its accounts, and what it means that one of them is gone: a sync feature flag that
 * no longer holds takeover back, and administrators who may reset their own passwords. Decides no wording of the rule.
 */
import type { Drift } from '../../core/model/drift.ts';
import { type Words, words } from '../../core/text/words.ts';
import { SYNC_FEATURES } from '../entra/well-known.ts';
import type { Raised } from '../findings.ts';
import { RULES, TITLES } from './rules.ts';
import { featureKey } from './sources.ts';

/** What each flag is called in sentences, and what opens when it is lost. */
const PROTECTIONS: { readonly [flag: string]: { readonly what: Words; readonly effect: Words } } = {
  [SYNC_FEATURES.blockHardMatch]: {
    what: words`The protection against takeover by hard match`,
    effect: words`someone who can write on-premises objects can take over a cloud account by hard match`,
  },
  [SYNC_FEATURES.blockSoftMatch]: {
    what: words`The protection against takeover by soft match`,
    effect: words`a synced object can take over a cloud account that has the same address`,
  },
  [SYNC_FEATURES.quarantineUpnConflict]: {
    what: words`The quarantine of conflicting user principal names`,
    effect: words`objects with a conflicting user principal name are no longer held back`,
  },
  [SYNC_FEATURES.quarantineAddressConflict]: {
    what: words`The quarantine of conflicting addresses`,
    effect: words`objects with a conflicting address are no longer held back`,
  },
  [SYNC_FEATURES.cloudPasswordPolicy]: {
    what: words`The cloud password policy for synced users`,
    effect: words`the cloud password policy no longer applies to users whose password is synced`,
  },
};

/** @param line how history tells the drift; null: it protects nothing, or nothing was lost */
export function lossOf(source: string, drift: Drift, line: Words): Raised | null {
  if (source === 'onPremisesSynchronization') return flagLost(drift, line);
  return source === 'authorizationPolicy' ? ssprWidened(drift, line) : null;
}

function flagLost(drift: Drift, line: Words): Raised | null {
  const lost = drift.before?.attributes.value === true && drift.after?.attributes.value !== true;
  const known = Object.entries(PROTECTIONS).find(([name]) => featureKey(name) === drift.key);
  if (!lost || !known) return null;
  const [flag, { what, effect }] = known;
  const title = TITLES.protectionOff(what, flag, drift.after !== null);
  const why = words`Without it, ${effect}.`;
  return { rule: RULES.protectionOff, about: { subject: drift.key, title, why, lines: [line] } };
}

function ssprWidened(drift: Drift, line: Words): Raised | null {
  if (drift.after?.attributes.value !== true || drift.before?.attributes.value !== false) return null;
  const title = TITLES.ssprForAdmins;
  return { rule: RULES.ssprForAdmins, about: { subject: drift.key, title, lines: [line] } };
}
