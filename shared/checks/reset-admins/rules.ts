/**
 * The rules of the check: how severe each is while writeback is on, off or unknown, why it matters, what to do, and where
 * the audit log says who did it. Titles are in `titles.ts`. A rule's id is its heading in RUNBOOK.md.
 */
import type { Severity } from '../../core/model/alert.ts';
import type { ByWriteback, Rule } from '../../core/model/rule.ts';

/** What a wider reach is worth: while writeback is on, it leads into Active Directory. */
const EXPOSURE: ByWriteback<Severity> = { on: 'critical', off: 'warning', unknown: 'warning' };

/** What a reset means at this moment. */
const WRITEBACK_NOW: ByWriteback<string> = {
  on: 'Password writeback is on at this moment: whoever resets a synced user can become that user in Active Directory.',
  off: 'Password writeback is off at this moment: until it is turned on, a reset changes the cloud password alone.',
  unknown:
    'Whether password writeback is on is not known at this moment: assume that a reset also changes the password in Active Directory.',
};

const why = (text: string): ByWriteback<string> => ({
  on: `${text} ${WRITEBACK_NOW.on}`,
  off: `${text} ${WRITEBACK_NOW.off}`,
  unknown: `${text} ${WRITEBACK_NOW.unknown}`,
});

/** The alert says where to take it back. */
const CONFIRM = 'Confirm it with whoever did it.';

const TAKE_BACK = `${CONFIRM} If nobody intended it, remove that right in the Entra admin center.`;

export const ROLE_ACTIVITIES: readonly string[] = ['Add role definition', 'Update role definition'];

const REMOVE_SECRET =
  'Confirm it with whoever did it. If nobody intended it, remove it: Entra admin center > App registrations > the application > Certificates & secrets. A secret of the service principal itself is visible only through Microsoft Graph.';

const SECRET_ACTIVITIES = ['Add service principal credentials', 'Update application'];

/** A grant and a loss may have been done in many ways: `activities.ts` has which. */
export const RULES = {
  'resetter-new': {
    id: 'resetter-new',
    severity: EXPOSURE,
    why: why('Until now they could not reset any synced user.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'resetter-path': {
    id: 'resetter-path',
    severity: EXPOSURE,
    why: why('It remains even when the other way is taken away.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'resetter-wider': {
    id: 'resetter-wider',
    severity: EXPOSURE,
    why: why('Until now the same role was held for a smaller scope.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'resetter-permanent': {
    id: 'resetter-permanent',
    severity: EXPOSURE,
    why: why('An activation ends by itself and records a reason; this does neither.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'resetter-maybe-pim': {
    id: 'resetter-maybe-pim',
    severity: EXPOSURE,
    why: why(
      'They were eligible for the membership, and are members now. Nothing that the watch can read tells an activation from a permanent membership.',
    ),
    todo: 'Look in PIM for Groups to see whether it was an activation. If it was not, confirm it with whoever did it.',
    told: 'mailed',
  },
  'brief-grant': {
    id: 'brief-grant',
    severity: EXPOSURE,
    why: why('Only the audit log shows it: it came and went between two readings. Seconds are enough for a reset.'),
    todo: 'Confirm it with whoever did it, and look at what was done in between: Entra admin center > Audit logs.',
    told: 'mailed',
  },
  'brief-loss': {
    id: 'brief-loss',
    severity: EXPOSURE,
    why: why(
      'Only the audit log shows it: a protection was gone and is back. Seconds are enough for a reset by someone whom it kept away.',
    ),
    todo: 'Confirm it with whoever did it, and check whether the password was reset in between: Entra admin center > Audit logs.',
    told: 'mailed',
  },
  'log-flooded': {
    id: 'log-flooded',
    severity: 'warning',
    why: 'Whoever owns an application can write such records without end, and may do so to hide a right that is held for a minute. Rights that are held for longer are seen all the same.',
    todo: 'Find out who writes them, and why: Entra admin center > Audit logs, at the time of this alert. Look among them for permissions on Microsoft Graph that were given and taken back.',
    told: 'mailed',
  },
  'principal-identified': {
    id: 'principal-identified',
    severity: 'warning',
    why: 'That alert could name only an id, because nothing that could be read then said whose it was. Now it is known, and nothing else has changed.',
    todo: 'Read the earlier alert again with the name, and confirm it with whoever did it.',
    told: 'mailed',
  },
  'resetter-sooner': {
    id: 'resetter-sooner',
    severity: EXPOSURE,
    why: why('Until now they first had to join a group that they own.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'resetter-lasting': {
    id: 'resetter-lasting',
    severity: EXPOSURE,
    why: why('It was due to end by itself. Now it stays until somebody takes it away.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'resetter-longer': {
    id: 'resetter-longer',
    // Whoever has it has it already, and it still ends by itself.
    severity: 'warning',
    why: why('It was due to end sooner.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'resetter-group': {
    id: 'resetter-group',
    // Nobody reaches more; but taking one of the groups away does not end it any more.
    severity: 'warning',
    why: why('It remains when one of the groups loses the role, or when the person leaves one of them.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'group-can-reset': {
    id: 'group-can-reset',
    severity: EXPOSURE,
    why: why('Whoever is added to the group can reset from that moment on, and hidden members already can.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'holder-enabled': {
    id: 'holder-enabled',
    severity: EXPOSURE,
    why: why('While the account was disabled, nobody could use what it holds.'),
    todo: 'Confirm it with whoever did it. If nobody intended it, disable the account again, and take its rights away.',
    activities: ['Enable account', 'Update user', 'Update service principal'],
    told: 'mailed',
  },
  'pim-activated': {
    id: 'pim-activated',
    // An activation is what an eligibility is for, and the eligibility was told.
    severity: 'info',
    why: why('They were known to be eligible for it. It ends by itself.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'application-can-reset': {
    id: 'application-can-reset',
    severity: EXPOSURE,
    why: why('Whoever holds a secret of the application can reset passwords, without a person signing in.'),
    todo: CONFIRM,
    told: 'mailed',
  },
  'role-can-reset': {
    id: 'role-can-reset',
    severity: EXPOSURE,
    why: why('Its definition is new, was enabled again, or gained the action that resets passwords.'),
    todo: 'Confirm it with whoever changed the role.',
    activities: ROLE_ACTIVITIES,
    told: 'mailed',
  },
  'role-condition-dropped': {
    id: 'role-condition-dropped',
    severity: EXPOSURE,
    why: why('The condition kept holders of the role away from some of the users.'),
    todo: 'Confirm it with whoever changed the role. If nobody intended it, put the condition back: Entra admin center > Roles & admins.',
    activities: ROLE_ACTIVITIES,
    told: 'mailed',
  },
  'restricted-lost': {
    id: 'restricted-lost',
    severity: EXPOSURE,
    why: why(
      'Only roles assigned at a restricted management unit reach its members. Outside it, every tenant-wide resetter may reach them.',
    ),
    todo: 'Confirm it with whoever did it. If nobody intended it, put them back: Entra admin center > Roles & admins > Admin units > the unit > Users.',
    told: 'mailed',
  },
  'protection-lost': {
    id: 'protection-lost',
    severity: EXPOSURE,
    why: why(
      'Roles and role-assignable groups protect their members from lesser resetters. Without that protection, more resetters reach this user.',
    ),
    todo: 'Confirm that they still need no protection. If they do, put them back into the role or the role-assignable group.',
    told: 'mailed',
  },
  'can-grant-new': {
    id: 'can-grant-new',
    severity: EXPOSURE,
    why: why('Whoever can grant a role or permission that resets can give it to themselves.'),
    todo: TAKE_BACK,
    told: 'mailed',
  },
  'can-turn-on-new': {
    id: 'can-turn-on-new',
    severity: EXPOSURE,
    why: why('Whoever can turn password writeback on can make every reset count in Active Directory as well.'),
    todo: TAKE_BACK,
    told: 'mailed',
  },
  'can-take-application-new': {
    id: 'can-take-application-new',
    severity: EXPOSURE,
    why: why(
      'Whoever can add a secret to an application that can reset passwords, or that can grant itself that right, can act as that application.',
    ),
    todo: TAKE_BACK,
    told: 'mailed',
  },
  'can-become-users-new': {
    id: 'can-become-users-new',
    severity: EXPOSURE,
    why: why('Whoever can sign in as a user, or change what the user recovers the password with, can then reset it.'),
    todo: TAKE_BACK,
    told: 'mailed',
  },
  'right-longer': {
    id: 'right-longer',
    severity: 'warning',
    why: why('It leads to resetting passwords in one step, and was due to end sooner.'),
    todo: TAKE_BACK,
    told: 'mailed',
  },
  'right-new': {
    id: 'right-new',
    // More than one step from a reset.
    severity: 'info',
    why: why('Together with another right it may lead to resetting passwords.'),
    todo: TAKE_BACK,
    told: 'mailed',
  },
  'application-secret-new': {
    id: 'application-secret-new',
    severity: EXPOSURE,
    why: why('Whoever holds it can act as the application, without a person signing in.'),
    todo: REMOVE_SECRET,
    activities: SECRET_ACTIVITIES,
    told: 'mailed',
  },
  'privileged-secret-new': {
    id: 'privileged-secret-new',
    // Sync clients renew their certificates by themselves, and other rights take another step.
    severity: 'warning',
    why: why('Whoever holds it can act as the application, whose rights lead to resets or to the sync client.'),
    todo: REMOVE_SECRET,
    activities: SECRET_ACTIVITIES,
    told: 'mailed',
  },
  'unit-grew': {
    id: 'unit-grew',
    severity: EXPOSURE,
    why: why('Whoever can reset passwords in a unit reaches everyone who is added to it.'),
    todo: 'Confirm that they belong there. If the unit is dynamic, look at its rule: Entra admin center > Roles & admins > Admin units.',
    told: 'mailed',
  },
  'reach-grew': {
    id: 'reach-grew',
    severity: 'warning',
    why: why('Each of them is one more account that resetters may reach.'),
    todo: 'Compare it with what is meant to be synced: a wider scope of the sync client shows here first.',
    told: 'mailed',
  },
  'sspr-grew': {
    id: 'sspr-grew',
    severity: 'warning',
    why: why(
      'Whoever controls the registered methods of such a user can reset the password, and no audit event tells of it.',
    ),
    todo: 'Look at who may use self-service password reset: Entra admin center > Password reset > Properties.',
    told: 'mailed',
  },
} as const satisfies { readonly [id: string]: Rule };

export type RuleId = keyof typeof RULES;
