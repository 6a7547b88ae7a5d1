/**
 * What the audit log calls giving and taking a role, an eligibility or an application permission (learn.microsoft.com/
 * entra/identity/monitoring-health/reference-audit-activities). One act may be told twice: by the directory, in the name
 * of PIM, and by PIM with the person. PIM for Groups uses the same names, about a group. Data alone.
 */

/** `member`, `owner`: of a group that can hold a role. */
export type RightKind = 'role' | 'eligible' | 'permission' | 'member' | 'owner';

export interface RoleActivity {
  readonly does: 'gives' | 'takes';
  readonly right: RightKind;
}

const SPANS = ['(permanent)', '(timebound)'];

const spans = (name: string): string[] => SPANS.map((span) => `${name} ${span}`);

/** Outside of PIM: over the whole tenant, at a unit, at a restricted unit, elsewhere. */
export const CORE_ROLE = {
  gives: {
    tenant: ['Add member to role'],
    unit: ['Add scoped member to role', 'Add member to role scoped over Restricted Management Administrative Unit'],
    object: ['Add role assignment to role definition'],
  },
  takes: {
    tenant: ['Remove member from role'],
    unit: [
      'Remove scoped member from role',
      'Remove member from role scoped over Restricted Management Administrative Unit',
    ],
    object: ['Remove role assignment from role definition'],
  },
} as const;

/** What PIM calls it when somebody takes, for a time, what they are eligible for. */
export const ACTIVATED: ReadonlySet<string> = new Set(['Add member to role completed (PIM activation)']);

/** By PIM, whatever the scope. */
export const PIM = {
  gives: {
    role: [
      ...spans('Add member to role in PIM completed'),
      'Add member to role completed (PIM activation)',
      'Add member to role outside of PIM (permanent)',
      'Restore member from role',
      'Restore member from role in PIM completed',
      'Restore permanent direct role assignment',
    ],
    eligible: [
      'Add eligible member to role',
      'Add EligibleRoleAssignment to RoleDefinition',
      ...spans('Add eligible member to role in PIM completed'),
      'Restore eligible member from role in PIM completed',
      'Restore permanent eligible role assignment',
    ],
  },
  takes: {
    role: [
      ...spans('Remove member from role in PIM completed'),
      'Remove member from role (PIM activation expired)',
      'Remove member from role completed (PIM deactivate)',
      'Remove permanent direct role assignment',
    ],
    eligible: [
      'Remove eligible member from role',
      'Remove EligibleRoleAssignment from RoleDefinition',
      ...spans('Remove eligible member from role in PIM completed'),
      'Remove permanent eligible role assignment',
    ],
  },
} as const;

/** By PIM, of what somebody holds or is eligible for already: it may give no more than a longer term. */
export const EXTENDED = ['Update member in PIM approved by admin (extend/renew)'];

export const PERMISSION = {
  gives: ['Add app role assignment to service principal'],
  takes: ['Remove app role assignment from service principal'],
} as const;

export const GROUP = {
  gives: { member: 'Add member to group', owner: 'Add owner to group' },
  takes: { member: 'Remove member from group', owner: 'Remove owner from group' },
} as const;

const entriesOf = (does: RoleActivity['does']): (readonly [string, RoleActivity])[] => [
  ...[...Object.values(CORE_ROLE[does]).flat(), ...PIM[does].role].map(
    (name) => [name, { does, right: 'role' }] as const,
  ),
  ...PIM[does].eligible.map((name) => [name, { does, right: 'eligible' }] as const),
  ...PERMISSION[does].map((name) => [name, { does, right: 'permission' }] as const),
  ...(['member', 'owner'] as const).map((right) => [GROUP[does][right], { does, right }] as const),
];

export const ROLE_ACTIVITIES: ReadonlyMap<string, RoleActivity> = new Map([
  ...entriesOf('gives'),
  ...entriesOf('takes'),
]);

/**
 * Names that begin alike are one question: the log takes `startswith`, and few requests. The name itself, and what goes
 * on after a blank.
 */
const FAMILIES = [
  'Add member to role',
  'Add eligible member to role',
  'Remove member from role',
  'Remove eligible member from role',
  'Remove permanent',
  'Restore',
];

/** What to ask for, to hear of an activity. Null: its own name alone. */
export const familyOf = (activity: string): string | null =>
  FAMILIES.find((family) => activity === family || activity.startsWith(`${family} `)) ?? null;

/** As the directory names PIM, in whose name it records what a person did there; live records have no other mark. */
export const PIM_NAME = 'MS-PIM';

/** `loggedByService` of what PIM records itself. */
export const PIM_SERVICE = 'PIM';
