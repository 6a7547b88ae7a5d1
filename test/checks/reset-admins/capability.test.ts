import { describe, expect, test } from 'vitest';
import { canReset, coversReset, reachOf } from '../../../shared/checks/reset-admins/authority/capability.ts';
import { definition, RESET } from './tenants.ts';

describe('an action covers a password reset', () => {
  const entities = ['users', 'allEntities', '*'];
  const properties = ['password', 'allProperties', '*'];
  const tasks = ['update', 'allTasks', '*'];
  const long = entities.flatMap((entity) =>
    properties.flatMap((property) => tasks.map((task) => `microsoft.directory/${entity}/${property}/${task}`)),
  );
  const short = entities.flatMap((entity) => [
    `microsoft.directory/${entity}/*`,
    `microsoft.directory/${entity}/allTasks`,
  ]);

  test.each([...long, ...short, 'microsoft.directory/*'])('%s', (action) => {
    expect(coversReset(action)).toBe(true);
  });

  test('however it is written in upper and lower case', () => {
    expect(coversReset('Microsoft.Directory/Users/Password/Update')).toBe(true);
  });

  test.each([
    'microsoft.directory/users/passwordPolicies/update',
    'microsoft.directory/users/password/read',
    'microsoft.directory/users/basic/update',
    'microsoft.directory/users/invalidateAllRefreshTokens',
    'microsoft.directory/users/password',
    'microsoft.directory/users/update',
    'microsoft.directory/users',
    'microsoft.directory/allTasks',
    'microsoft.directory/allEntities',
    'microsoft.directory',
    'microsoft.directory/groups/allProperties/allTasks',
    'microsoft.directory/groups/*',
    'microsoft.directory/agentUsers/password/update',
    'microsoft.directory/passwordHashSync/allProperties/allTasks',
    'microsoft.directory/users/password/update/extra',
    'microsoft.directory/users/*/update/*',
    'microsoft.directory.more/users/password/update',
    'microsoft.office365.webPortal/allEntities/allTasks',
    'microsoft.azure.supportTickets/*',
    '*',
    '*/users/password/update',
    '',
  ])('but nothing else: %s', (action) => {
    expect(coversReset(action)).toBe(false);
  });
});

describe('a role can reset', () => {
  const custom = (permissions: { allowedActions: string[]; condition: string | null }[], isEnabled = true) =>
    definition('custom', { permissions, isEnabled });

  test('if any of its permissions has such an action, built in or custom', () => {
    const harmless = { allowedActions: ['microsoft.directory/users/basic/read'], condition: null };
    const resetting = { allowedActions: ['microsoft.directory/groups/*', RESET], condition: null };
    expect(canReset(custom([harmless, resetting]))).toBe(true);
    expect(canReset(custom([harmless]))).toBe(false);
    expect(canReset(custom([]))).toBe(false);
    expect(canReset(definition('helpdesk'))).toBe(true);
  });

  test('not by its name: a Helpdesk Administrator without the action cannot', () => {
    expect(canReset(definition('helpdesk', { permissions: [] }))).toBe(false);
  });

  test('not while it is disabled', () => {
    expect(canReset(custom([{ allowedActions: [RESET], condition: null }], false))).toBe(false);
  });

  test('not by a permission over oneself', () => {
    expect(canReset(custom([{ allowedActions: [RESET], condition: '$ResourceIsSelf' }]))).toBe(false);
  });

  test('by a permission under any other condition', () => {
    expect(canReset(custom([{ allowedActions: [RESET], condition: '$SubjectIsOwner' }]))).toBe(true);
    expect(canReset(custom([{ allowedActions: [RESET], condition: '$ResourceIsSelf || $SubjectIsOwner' }]))).toBe(true);
    expect(canReset(custom([{ allowedActions: [RESET], condition: '' }]))).toBe(true);
  });

  test('by another permission beside the one over oneself', () => {
    const self = { allowedActions: [RESET], condition: '$ResourceIsSelf' };
    expect(canReset(custom([self, { allowedActions: [RESET], condition: null }]))).toBe(true);
  });
});

describe('whom a role reaches', () => {
  test('is documented for a built-in role of the matrix', () => {
    expect(reachOf(definition('helpdesk'))).toMatchObject({
      row: { name: 'Helpdesk Administrator' },
      isUndocumented: false,
    });
  });

  test('is everyone, and flagged, for a built-in role that is not in the matrix', () => {
    expect(reachOf(definition('newcomer'))).toEqual({ row: null, isUndocumented: true });
  });

  test('is everyone, and flagged, for a custom role, also one that carries the template id of a built-in role', () => {
    expect(reachOf(definition('custom'))).toEqual({ row: null, isUndocumented: true });
    const disguised = definition('custom', { templateId: definition('password').templateId });
    expect(reachOf(disguised)).toEqual({ row: null, isUndocumented: true });
  });
});
