/** Microsoft's schema and samples in the folder GRAPH_DOCS, and which type a Graph path answers with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Csdl,
  memberOf,
  type Problem,
  plainName,
  problemsOf,
  readCsdl,
  type Structure,
  type TypeRef,
} from './csdl.ts';

export interface Sample {
  readonly file: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const folder = process.env.GRAPH_DOCS ?? '';
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

export const openCsdl = (): Readonly<Record<'v1.0' | 'beta', Csdl>> => ({
  'v1.0': readCsdl(read('csdl', 'v1.0.xml')),
  beta: withSignIns(readCsdl(read('csdl', 'beta.xml'))),
});

/** A type of beta that the extract leaves out, as its page (servicePrincipalSignInActivity) has it. */
function withSignIns(csdl: Csdl): Csdl {
  const activity: TypeRef = { name: 'signInActivity', isCollection: false, isNullable: true };
  const type: Structure = {
    base: 'entity',
    properties: new Map([
      ['appId', { name: 'Edm.String', isCollection: false, isNullable: true }],
      ['applicationAuthenticationClientSignInActivity', activity],
      ['applicationAuthenticationResourceSignInActivity', activity],
      ['delegatedClientSignInActivity', activity],
      ['delegatedResourceSignInActivity', activity],
      ['lastSignInActivity', activity],
    ]),
    navigation: new Map(),
  };
  return { ...csdl, structures: new Map([...csdl.structures, ['servicePrincipalSignInActivity', type]]) };
}

type Index = Record<string, { method: string; url: string; status: number }>;

/** All documented answers of Graph itself. */
export function openSamples(): Sample[] {
  const index = JSON.parse(read('samples', 'index.json')) as Index;
  return Object.entries(index)
    .filter(([, { url }]) => url.startsWith('https://graph.microsoft.com/'))
    .map(([file, { method, url, status }]) => ({ file, method, url, status, body: bodyOf(file) }));
}

const bodyOf = (file: string) => JSON.parse(read('samples', file)) as Record<string, unknown>;

export const sampleOf = (file: string): Record<string, unknown> => bodyOf(file);

/** Where paths begin: the entity container is not in the extracts. */
const ROOTS: readonly (readonly [string, string, 'one' | 'many'])[] = [
  ['/applications', 'application', 'many'],
  ['/auditLogs', 'auditLogRoot', 'one'],
  ['/directory', 'directory', 'one'],
  ['/directoryRoles', 'directoryRole', 'many'],
  ['/groups', 'group', 'many'],
  [
    '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
    'privilegedAccessGroupEligibilityScheduleInstance',
    'many',
  ],
  ['/oauth2PermissionGrants', 'oAuth2PermissionGrant', 'many'],
  ['/onPremisesPublishingProfiles', 'onPremisesPublishingProfile', 'many'],
  ['/organization', 'organization', 'many'],
  ['/policies/authenticationMethodsPolicy', 'authenticationMethodsPolicy', 'one'],
  ['/policies/authorizationPolicy', 'authorizationPolicy', 'one'],
  ['/reports/authenticationMethods/userRegistrationDetails', 'userRegistrationDetails', 'many'],
  ['/reports/servicePrincipalSignInActivities', 'servicePrincipalSignInActivity', 'many'],
  ['/roleManagement/directory', 'rbacApplication', 'one'],
  ['/servicePrincipals', 'servicePrincipal', 'many'],
  ['/subscribedSkus', 'subscribedSku', 'many'],
  ['/users', 'user', 'many'],
];

/** The type a path answers with; null where this file or the extract does not know it. */
export function typeAt(csdl: Csdl, written: string): TypeRef | null {
  // A key in parentheses is a segment of its own.
  const path = written.replace(/\((appId='[^']*')\)/, '/$1');
  const root = ROOTS.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  if (!root || !csdl.structures.has(root[1])) return null;
  const segments = path.slice(root[0].length).split('/').filter(Boolean);
  const first: TypeRef = { name: root[1], isCollection: root[2] === 'many', isNullable: false };
  return segments.reduce<TypeRef | null>((type, segment) => type && step(csdl, type, segment), first);
}

function step(csdl: Csdl, type: TypeRef, segment: string): TypeRef | null {
  if (segment === 'delta') return type;
  if (segment === '$count') return null;
  if (segment.startsWith('microsoft.graph.')) return { ...type, name: plainName(segment) };
  if (type.isCollection) return { ...type, isCollection: false };
  const member = memberOf(csdl, type.name, segment);
  return member && csdl.structures.has(member.name) ? member : null;
}

/** Where a body, a page or an entity, breaks the type of its path. */
export function bodyProblems(csdl: Csdl, type: TypeRef, body: Record<string, unknown>): Problem[] {
  if ('value' in body) return problemsOf(csdl, { ...type, isCollection: true }, body.value, 'value');
  if (type.isCollection) return [{ at: '', type: type.name, what: 'a list without value' }];
  return problemsOf(csdl, type, body, '');
}
