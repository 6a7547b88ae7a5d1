import { describe, expect, it } from 'vitest';
import { aboutOf, targetShape } from '../../shared/checks/audit-targets.ts';
import type { Actor } from '../../shared/core/model/alert.ts';
import type { HistoryItem } from '../../shared/core/model/history.ts';
import { actorOf } from '../../shared/core/notify/attribution.ts';

const USER = '0a0a0a0a-1111-4222-8333-000000000001';
const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const READER = '4a5d8f65-41da-4de4-8968-e035b65339cf';
const ROLE_OBJECT = '0a0a0a0a-1111-4222-8333-0000000000aa';
const RESOURCE = '0a0a0a0a-1111-4222-8333-0000000000bb';
const APPLICATION = '0a0a0a0a-1111-4222-8333-000000000002';
const PASSWORDS = 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7';
const REQUEST = '0a0a0a0a-1111-4222-8333-0000000000cc';

const property = (displayName: string, value: string) => ({
  displayName,
  oldValue: null,
  newValue: JSON.stringify(value),
});

const target = (type: string, id: string, ...modifiedProperties: object[]) => ({
  ...{ id, displayName: null, type, userPrincipalName: null, groupType: null },
  modifiedProperties,
});

/** As the core directory writes that a member was added to a role: the role by its directory object. */
const added = (template: string) => [
  target('User', USER, property('Role.ObjectID', ROLE_OBJECT), property('Role.TemplateId', template)),
  target('Role', ROLE_OBJECT),
];

/** As PIM writes it. */
const inPim = (template: string) => [
  target('Role', ROLE_OBJECT, property('RoleDefinitionOriginType', 'BuiltInRole'), property('TemplateId', template)),
  target('Request', REQUEST),
  target('User', USER),
  target('Directory', '0a0a0a0a-1111-4222-8333-0000000000dd'),
  target('Other', '0a0a0a0a-1111-4222-8333-0000000000ee'),
];

const idsOf = (targets: readonly object[]) => aboutOf(targets.map((one) => targetShape.parse(one))).map(({ id }) => id);

describe('what an event was about', () => {
  it.each<[name: string, targets: object[], ids: (string | null)[]]>([
    ['a member added to a role: the member, and the role by its template', added(HELPDESK), [USER, HELPDESK]],
    ['the same in PIM, without what PIM adds', inPim(HELPDESK), [HELPDESK, USER]],
    [
      'a role whose template is not told: the member alone',
      [target('User', USER), target('Role', ROLE_OBJECT)],
      [USER],
    ],
    ['a role definition itself', [target('Role', READER)], [READER]],
    [
      'a permission granted: the permission and who got it, not the resource',
      [
        target(
          'ServicePrincipal',
          RESOURCE,
          property('AppRole.Id', PASSWORDS),
          property('ServicePrincipal.ObjectID', APPLICATION),
        ),
      ],
      [PASSWORDS, APPLICATION],
    ],
    [
      'the same where the receiver is a target of its own',
      [
        target('ServicePrincipal', RESOURCE, property('AppRole.Id', PASSWORDS)),
        target('ServicePrincipal', APPLICATION),
      ],
      [PASSWORDS, APPLICATION],
    ],
    [
      'a permission granted to nobody that is told: the resource, which no line holds',
      [target('ServicePrincipal', RESOURCE, property('AppRole.Id', PASSWORDS))],
      [RESOURCE],
    ],
    ['a member of a group', [target('Group', RESOURCE), target('User', USER)], [RESOURCE, USER]],
    ['nothing', [], []],
  ])('is %s', (_, targets, ids) => {
    expect(idsOf(targets)).toEqual(ids);
  });

  it('is read from the documented spelling too, which writes Type', () => {
    expect(idsOf([{ id: USER, displayName: null, Type: 'User', modifiedProperties: [] }])).toEqual([USER]);
  });
});

describe('who gave someone a role', () => {
  const line: HistoryItem = {
    ...{ source: 'verdict', change: 'added', key: `path:direct:${HELPDESK}:/:${USER}`, title: 'x' },
    ...{ severity: 'critical', before: null, after: { principal: USER, roleId: HELPDESK }, alert: null },
    activities: ['Add member to role'],
  };
  const by = (name: string): Actor => ({ id: name, name, type: 'user' });
  const event = (targets: readonly object[], who: string, minute: string) => ({
    activity: 'Add member to role',
    at: `2026-11-20T10:${minute}:00.000Z`,
    actor: by(who),
    target: aboutOf(targets.map((one) => targetShape.parse(one))).map(({ id, name }) => ({ id, name })),
  });

  it('is named by the event about this role, not by a later one about another', () => {
    const events = [event(added(HELPDESK), 'ann', '01'), event(added(READER), 'ben', '02')];
    expect(actorOf(line, events)?.name).toBe('ann');
  });

  it('is named by what PIM writes', () => {
    expect(actorOf(line, [event(inPim(HELPDESK), 'ann', '01')])?.name).toBe('ann');
  });

  it('is nobody where the event is about another role', () => {
    expect(actorOf(line, [event(added(READER), 'ben', '02')])).toBeNull();
  });
});
