/**
 * The documented matrix of whose password a built-in role may reset: data, with its source and date, and the choice
 * made where the documents contradict each other (always the wider reading). Which roles can reset at all is not
 * decided here but by their actions (`capability.ts`); a role that can and is not listed here reaches everyone.
 */

export const MATRIX_SOURCE = {
  page: 'https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions',
  /** The page's own date. */
  pageDate: '2026-06-05',
  /** When page and table below were last compared, and with them the units' rule and the roles' actions. */
  comparedOn: '2026-11-20',
  unitsPage: 'https://learn.microsoft.com/entra/identity/role-based-access-control/manage-roles-portal',
} as const;

export interface MatrixRow {
  readonly templateId: string;
  readonly name: string;
  /**
   * `everyone`: all roles and protected groups. `limited`: who holds only roles of `targets`, or none.
   * `nonAdmins`: who holds no role.
   */
  readonly reach: 'everyone' | 'limited' | 'nonAdmins';
  /** Template ids of the built-in roles whose holders are reached. */
  readonly targets: readonly string[];
  /** The same for an assignment at an administrative unit, restricted or not. */
  readonly atUnit: 'everyone' | 'limited' | 'nonAdmins';
}

const DIRECTORY_READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';
const GUEST_INVITER = '95e79109-95c0-4d8e-aee3-d01accf2d47b';
const MESSAGE_CENTER_READER = '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b';
const REPORTS_READER = '4a5d8f65-41da-4de4-8968-e035b65339cf';
const USAGE_SUMMARY_REPORTS_READER = '75934031-6c7e-415a-99d7-48dbd49e875e';
const USER_EXPERIENCE_SUCCESS_MANAGER = '27460883-1df1-4691-b032-3b79643e5e63';
const GROUPS_ADMINISTRATOR = 'fdd7a751-b60b-444a-984c-02652fe8fa1c';
const PASSWORD_ADMINISTRATOR = '966707d0-3269-4727-9be2-8c3a10f19b9d';
const HELPDESK_ADMINISTRATOR = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const AUTHENTICATION_ADMINISTRATOR = 'c4e39bd9-1100-46d3-8c65-fb160da0071f';
const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';

const BY_ALL_FOUR = [DIRECTORY_READERS, GUEST_INVITER, PASSWORD_ADMINISTRATOR];
const NOT_BY_PASSWORD_ADMINISTRATORS = [
  MESSAGE_CENTER_READER,
  REPORTS_READER,
  USAGE_SUMMARY_REPORTS_READER,
  USER_EXPERIENCE_SUCCESS_MANAGER,
];

const everyone = (templateId: string, name: string): MatrixRow => ({
  templateId,
  name,
  reach: 'everyone',
  targets: [],
  atUnit: 'everyone',
});

const nonAdmins = (templateId: string, name: string): MatrixRow => ({
  templateId,
  name,
  reach: 'nonAdmins',
  targets: [],
  atUnit: 'nonAdmins',
});

const limited = (
  templateId: string,
  name: string,
  targets: readonly string[],
  atUnit: MatrixRow['atUnit'] = 'nonAdmins',
): MatrixRow => ({ templateId, name, reach: 'limited', targets, atUnit });

export const MATRIX: readonly MatrixRow[] = [
  everyone('62e90394-69f5-4237-9190-012177145e10', 'Global Administrator'),
  // The units' page lets unit-scoped roles reset members without a role only, and on the same page lets this one reset
  // any user of the unit. The wider reading stands.
  everyone('7be44c8a-adaf-4e2a-84d6-ab2649e08a13', 'Privileged Authentication Administrator'),
  // Deprecated, in no column of the matrix; its description says all users.
  everyone('e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8', 'Partner Tier2 Support'),

  limited(PASSWORD_ADMINISTRATOR, 'Password Administrator', BY_ALL_FOUR),
  limited(HELPDESK_ADMINISTRATOR, 'Helpdesk Administrator', [
    ...BY_ALL_FOUR,
    ...NOT_BY_PASSWORD_ADMINISTRATORS,
    HELPDESK_ADMINISTRATOR,
  ]),
  limited(AUTHENTICATION_ADMINISTRATOR, 'Authentication Administrator', [
    ...BY_ALL_FOUR,
    ...NOT_BY_PASSWORD_ADMINISTRATORS,
    AUTHENTICATION_ADMINISTRATOR,
  ]),
  limited(
    USER_ADMINISTRATOR,
    'User Administrator',
    [
      ...BY_ALL_FOUR,
      ...NOT_BY_PASSWORD_ADMINISTRATORS,
      HELPDESK_ADMINISTRATOR,
      USER_ADMINISTRATOR,
      GROUPS_ADMINISTRATOR,
    ],
    // The same contradiction: "members without a role" against "limited administrators" of the unit. Wider: its row.
    'limited',
  ),

  nonAdmins('4ba39ca4-527c-499a-b93d-d9b492c50246', 'Partner Tier1 Support'),
  nonAdmins('5f2222b1-57c3-48ba-8ad5-d4759f1fde6f', 'Security Operator'),
  nonAdmins('58f930cc-fcf4-4152-852c-1d7dbf502139', 'Entra SOC Identity Responder'),
  // Named by the page's text with the two above, without the action so far: counts as soon as it has it.
  nonAdmins('194ae4cb-b126-40b2-bd5b-6091b380977d', 'Security Administrator'),
];

/** The application permission on Microsoft Graph that resets every user's password, whatever the user holds. */
export const RESETTING_APP_ROLE = {
  id: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7',
  name: 'User-PasswordProfile.ReadWrite.All',
} as const;

/** What the documents call the built-in roles of the matrix. */
const ROLE_NAMES: ReadonlyMap<string, string> = new Map([
  ...MATRIX.map(({ templateId, name }) => [templateId, name] as const),
  [DIRECTORY_READERS, 'Directory Readers'],
  [GUEST_INVITER, 'Guest Inviter'],
  [MESSAGE_CENTER_READER, 'Message Center Reader'],
  [REPORTS_READER, 'Reports Reader'],
  [USAGE_SUMMARY_REPORTS_READER, 'Usage Summary Reports Reader'],
  [USER_EXPERIENCE_SUCCESS_MANAGER, 'User Experience Success Manager'],
  [GROUPS_ADMINISTRATOR, 'Groups Administrator'],
]);

export const documentedName = (templateId: string): string | null => ROLE_NAMES.get(templateId) ?? null;

const ROWS = new Map(MATRIX.map((row) => [row.templateId, row]));

export const rowOf = (templateId: string): MatrixRow | null => ROWS.get(templateId) ?? null;

const LISTED = new Set(MATRIX.flatMap(({ templateId, targets }) => [templateId, ...targets]));

/** Whether the matrix names the built-in role, as one that resets or as one that is reset. */
export const isListed = (templateId: string): boolean => LISTED.has(templateId);

/** Template ids of the roles of the matrix that neither reset nor lead to a reset: whoever holds nothing else is no prize. */
export const LIMITED_ROLES: ReadonlySet<string> = new Set([
  DIRECTORY_READERS,
  GUEST_INVITER,
  ...NOT_BY_PASSWORD_ADMINISTRATORS,
]);
