/**
 * What each alert of the check `writeback` means: one row for each rule, and the titles beside it. Expansion and lost
 * protection are mailed. Data; which drift raises which rule is for interpret.ts, switches.ts and conditions.ts.
 */
import type { Rule } from '../../core/model/rule.ts';
import { valueWords } from '../../core/text/outside.ts';
import { type Words, words } from '../../core/text/words.ts';
import { CHANGED, SSPR_SETTINGS } from '../entra/activities.ts';

const TURN_OFF = 'If it is not meant to be on, turn it off under Entra ID > Password reset > On-premises integration.';

/** What to do once the watch has begun. */
export const DECLARE = words`Declare whether it should be on: set WRITEBACK_DECLARED, for example to \`on@2026-11-01 by name\`.`;

export const RULES = {
  turnedOn: {
    id: 'writeback-turned-on',
    severity: 'critical',
    why: 'From now on a password reset in Entra ID changes the password in Active Directory. Everyone who can reset a synced user can become that user there.',
    todo: `${TURN_OFF} Confirm it with whoever did it, and find out what else they did.`,
    tells: ['writeback-on-undeclared', 'writeback-evidence-contradictory'],
    told: 'mailed',
  },
  turnedOff: {
    id: 'writeback-turned-off',
    severity: 'warning',
    why: 'Password resets of synced users stop working for the people who rely on them. What was reset while it was on stays reset in Active Directory.',
    todo: 'If nobody planned it, turn it on again under Entra ID > Password reset > On-premises integration. Confirm it with whoever turned it off.',
    tells: ['writeback-on-undeclared', 'writeback-evidence-contradictory'],
    told: 'mailed',
  },
  undeclared: {
    id: 'writeback-on-undeclared',
    severity: 'critical',
    why: 'While it is on, everyone who can reset a synced user in Entra ID can become that user in Active Directory. Nobody has declared that this is meant.',
    todo: `If it is meant to be on, declare it: set WRITEBACK_DECLARED, for example to \`on@2026-11-01 by name\`. ${TURN_OFF}`,
    tells: ['writeback-evidence-contradictory'],
    told: 'mailed',
  },
  contradictory: {
    id: 'writeback-evidence-contradictory',
    severity: 'warning',
    why: 'One piece of evidence says on, another says off, and neither can be dismissed: treat it as on. An event that turns it off for one sync client says nothing about the other.',
    todo: 'Look at both sync clients (Connect Sync and Cloud Sync) and at the portal, then set WRITEBACK_DECLARED to what is true.',
    told: 'mailed',
  },
  protectionOff: {
    id: 'sync-protection-off',
    severity: 'warning',
    why: 'Without it, synchronisation can take over or change cloud accounts that it could not touch before. Whoever controls an account on-premises may become an account in the cloud that way.',
    todo: 'Find out who turned it off, and why. Turn it on again, unless a migration needs it off for a short time.',
    activities: CHANGED.syncFeature,
    told: 'mailed',
  },
  ssprForAdmins: {
    id: 'sspr-for-admins-on',
    severity: 'warning',
    why: 'Whoever controls the methods that an administrator has registered can reset their password. Writeback carries the password of a synced administrator to Active Directory.',
    todo: 'If nobody intended it, set allowedToUseSSPR back to false in the authorization policy, through Microsoft Graph or PowerShell: the admin center has no switch for it.',
    activities: CHANGED.authorizationPolicy,
    told: 'mailed',
  },
  resetsFailing: {
    id: 'resets-failing',
    severity: 'warning',
    why: 'Users whose reset cannot be written back keep their old password, or are told that it cannot be reset right now. Many failures at once mean that agents, or their permissions on-premises, need attention.',
    todo: 'Look at the agents. Then look at the failed events in Entra ID > Audit logs: OnPremisesConnectivityError points to the agent or its outbound connection, OnPremisesAdminActionRequired to rights in Active Directory, WritebackNotEnabled to a switch that is off.',
    told: 'mailed',
  },
  settingsWidened: {
    id: 'sspr-settings-changed',
    severity: 'warning',
    why: 'These settings decide who may reset their own password, and how the new one gets to Active Directory. When synced users reset theirs, it is written back.',
    todo: 'If nobody planned it, set it back under Entra ID > Password reset. Confirm it with whoever did it, and find out what else they did.',
    activities: [SSPR_SETTINGS],
    told: 'mailed',
  },
  manyResets: {
    id: 'resets-by-one-many',
    severity: 'warning',
    why: 'Each reset of a synced user that is written back opens a way into Active Directory as that user. So many by one account are a help desk at work, or somebody who takes over accounts.',
    todo: 'Ask that administrator whether these resets were theirs. If not, end their sessions and reset their own password first. If the history does not say whom they reset, set RESET_HISTORY=names: from then on it does.',
    told: 'mailed',
  },
  privilegedReset: {
    id: 'privileged-user-reset',
    severity: 'warning',
    why: 'Whoever set this password can sign in with the roles of that user. While writeback is on, they can also sign in as the same user on-premises.',
    todo: 'Ask the user and whoever reset it, but not by mail or chat to that account. If either knows nothing of it, end their sessions, reset the password again, and look at what was done since.',
    told: 'mailed',
  },
} as const satisfies { readonly [name: string]: Rule };

type State = 'on' | 'off' | 'unknown';

export const TITLES = {
  turnedOn: (now: State): Words =>
    now === 'on'
      ? words`Password writeback was turned on`
      : words`Password writeback was turned on (and is ${now} now)`,
  turnedOnByFlag: words`Password writeback was turned on, going by the weak flag alone`,
  turnedOnByEffect: words`Password writeback works: a reset was written back`,
  turnedOnByPolicy: words`Password writeback was turned on in the self-service reset policy`,
  turnedOff: (now: State): Words =>
    now === 'off'
      ? words`Password writeback was turned off`
      : words`Password writeback was turned off for a sync client; the verdict is ${now}`,
  /** @param now `unknown`: it was on when it was last known */
  undeclared: (now: State, declared: 'off' | null): Words => {
    const is = now === 'on' ? 'is on' : 'was on when last known';
    return declared === 'off'
      ? words`Password writeback ${is}, but declared off`
      : words`Password writeback ${is}, and nobody declared it`;
  },
  contradictory: words`The evidence about password writeback contradicts itself`,
  protectionOff: (what: Words, flag: string, isStillReported: boolean): Words =>
    isStillReported
      ? words`${what} was turned off (${valueWords(flag)})`
      : words`${what} is no longer reported (${valueWords(flag)})`,
  resetsFailing: (now: number, before: number): Words =>
    words`${now} ${now === 1 ? 'reset' : 'resets'} could not be written back in 24 hours, up from ${before}`,
  /** @param change such as `EnablementForUsers from Selected to All` */
  settingsChanged: (change: Words): Words => words`The self-service reset policy was changed: ${change}`,
  manyResets: (who: Words, count: number, usual: number): Words =>
    words`One administrator reset passwords of synced users ${count} times in 24 hours (usually ${usual === 0 ? 'never' : words`${usual} times at most`}): ${who}`,
  privilegedReset: (who: Words, isOwn: boolean): Words =>
    isOwn
      ? words`The password of a synced user with a privileged cloud role was reset by self-service: ${who}`
      : words`The password of a synced user with a privileged cloud role was reset: ${who}`,
  ssprForAdmins: words`Administrators may now reset their own passwords (allowedToUseSSPR)`,
};
