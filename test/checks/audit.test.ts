import { describe, expect, it } from 'vitest';
import { initiator, initiatorShape } from '../../shared/checks/audit.ts';
import type { Actor } from '../../shared/core/model/alert.ts';

const ZEROS = '00000000-0000-0000-0000-000000000000';

describe('who did it', () => {
  it.each<[name: string, initiatedBy: unknown, actor: Actor | null]>([
    [
      'a user, named by the sign-in name',
      { user: { id: 'u1', displayName: 'Ada', userPrincipalName: 'ada@contoso.example' }, app: null },
      { id: 'u1', name: 'ada@contoso.example', type: 'user' },
    ],
    [
      'a user without a sign-in name',
      { user: { id: 'u1', displayName: 'Ada', userPrincipalName: null } },
      { id: 'u1', name: 'Ada', type: 'user' },
    ],
    ['a user of whom only the id is known', { user: { id: 'u1' } }, { id: 'u1', name: 'u1', type: 'user' }],
    [
      'a user with an id of zeros, but a name',
      { user: { id: ZEROS, userPrincipalName: 'sync@contoso.example' } },
      { id: ZEROS, name: 'sync@contoso.example', type: 'user' },
    ],
    [
      'an application, named by its display name, known by its principal',
      { user: null, app: { appId: 'a1', displayName: 'Sync', servicePrincipalId: 'sp1' } },
      { id: 'sp1', name: 'Sync', type: 'application' },
    ],
    [
      'an application without a principal',
      { app: { appId: 'a1', displayName: null, servicePrincipalId: null } },
      { id: 'a1', name: 'a1', type: 'application' },
    ],
    [
      'an application of which only the name is known',
      { app: { appId: null, displayName: 'Sync', servicePrincipalId: null } },
      { id: '', name: 'Sync', type: 'application' },
    ],
    [
      'an application beside a user of zeros',
      { user: { id: ZEROS, userPrincipalName: '' }, app: { appId: 'a1', displayName: 'Sync' } },
      { id: 'a1', name: 'Sync', type: 'application' },
    ],
    ['a user of zeros alone is nobody', { user: { id: ZEROS, displayName: null, userPrincipalName: null } }, null],
    ['an empty application is nobody', { user: null, app: { appId: null, displayName: '' } }, null],
    ['neither user nor application', { user: null, app: null }, null],
    ['an empty object', {}, null],
    ['null', null, null],
  ])('%s', (_, initiatedBy, actor) => {
    expect(initiator(initiatorShape.nullish().parse(initiatedBy))).toEqual(actor);
  });

  it('tolerates what Graph adds', () => {
    const by = { user: { id: 'u1', ipAddress: '127.0.0.1', roles: [] }, '@odata.type': '#x' };
    expect(initiator(initiatorShape.parse(by))?.id).toBe('u1');
  });
});
