/** How each alert about who can reset whom, by a role or a group, comes to be. */
import type { Scenes } from '../scene.ts';
import { DAY, HOUR, type Stage, well } from '../stage.ts';

const HELPDESK = { principal: 'Patti Fernandez', role: 'Helpdesk Administrator' };
const SHIELD = { principal: 'Lynne Robbins', role: 'User Administrator' };

const first = (act: (stage: Stage) => void) => (stage: Stage) => {
  well(stage.tenant);
  act(stage);
};

export const RESETTER_SCENES = {
  'resetter-new': [
    { when: 'a user is made Helpdesk Administrator', act: ({ tenant }) => tenant.roles.assign(HELPDESK) },
  ],
  'resetter-path': [
    {
      when: 'someone who can reset is given another role that resets',
      act: ({ tenant }) => tenant.roles.assign({ principal: 'Isaiah Langer', role: 'User Administrator' }),
    },
  ],
  'resetter-wider': [
    {
      when: 'a role that was held over a unit is held over the whole tenant',
      before: first(({ tenant }) =>
        tenant.roles.assign({ ...HELPDESK, scope: `/administrativeUnits/${unitId(tenant.state, 'Sales')}` }),
      ),
      act: ({ tenant }) => tenant.roles.assign(HELPDESK),
    },
  ],
  'resetter-permanent': [
    {
      when: 'what was eligible is made permanent',
      act: ({ tenant }) => tenant.roles.assign({ principal: 'Diego Siciliani', role: 'Helpdesk Administrator' }),
    },
  ],
  'resetter-maybe-pim': [
    {
      when: 'someone who is eligible for a group becomes a member of it',
      before: first(({ tenant }) =>
        tenant.groups.makeEligible({ group: 'Sales Service Desk', principal: 'Miriam Graham', access: 'member' }),
      ),
      act: ({ tenant }) => tenant.groups.addMember('Sales Service Desk', 'Miriam Graham'),
    },
  ],
  'resetter-sooner': [
    {
      when: 'the owner of a group that resets joins it',
      act: ({ tenant }) => tenant.groups.addMember('Sales Service Desk', 'Grady Archie'),
    },
  ],
  'resetter-lasting': [
    {
      when: 'an eligibility that was to end is made to last',
      before: first(({ tenant }) => tenant.roles.makeEligible({ ...HELPDESK, endsAt: tenant.clock() + 30 * DAY })),
      act: ({ tenant }) => tenant.roles.makeEligible(HELPDESK),
    },
  ],
  'resetter-longer': [
    {
      when: 'an eligibility is prolonged',
      before: first(({ tenant }) => tenant.roles.makeEligible({ ...HELPDESK, endsAt: tenant.clock() + 30 * DAY })),
      act: ({ tenant }) => tenant.roles.makeEligible({ ...HELPDESK, endsAt: tenant.clock() + 300 * DAY }),
    },
  ],
  'resetter-group': [
    {
      when: 'someone is put into a second group that holds the same role',
      before: first(({ tenant }) => {
        for (const name of ['Desk East', 'Desk West']) {
          tenant.groups.create({ name });
          tenant.roles.assign({ principal: name, role: 'Helpdesk Administrator' });
        }
        tenant.groups.addMember('Desk East', 'Patti Fernandez');
        tenant.groups.addMember('Desk West', 'Miriam Graham');
      }),
      act: ({ tenant }) => tenant.groups.addMember('Desk West', 'Patti Fernandez'),
    },
  ],
  'group-can-reset': [
    {
      when: 'a role is given to a group in which nobody is',
      act: ({ tenant }) => {
        tenant.groups.create({ name: 'Night Shift' });
        tenant.roles.assign({ principal: 'Night Shift', role: 'Helpdesk Administrator' });
      },
    },
  ],
  'holder-enabled': [
    {
      when: 'the disabled account of a resetter is enabled',
      before: first(({ tenant }) => {
        tenant.roles.assign(HELPDESK);
        tenant.users.setEnabled('Patti Fernandez', false);
      }),
      act: ({ tenant }) => tenant.users.setEnabled('Patti Fernandez', true),
    },
  ],
  'pim-activated': [
    {
      when: 'someone activates a role for which they are eligible',
      act: ({ tenant }) => tenant.roles.activate({ principal: 'Diego Siciliani', role: 'Helpdesk Administrator' }),
    },
  ],
  'brief-grant': [
    {
      when: 'a role is given and taken back between two looks',
      act: ({ tenant }) => {
        tenant.roles.assign(HELPDESK);
        tenant.roles.unassign(HELPDESK);
      },
    },
  ],
  'brief-loss': [
    {
      when: 'a role that shields its holder is taken and given back between two looks',
      act({ tenant, world }) {
        tenant.roles.unassign(SHIELD);
        world.wait(5_000);
        tenant.roles.assign(SHIELD);
      },
    },
  ],
  'log-flooded': [
    {
      when: 'the owner of an application assigns its role more often than the log can be read',
      act({ tenant }) {
        const target = { id: tenant.state.tenantId, displayName: 'Joiner', type: 'ServicePrincipal' };
        const activity = 'Add app role assignment to service principal';
        for (let n = 0; n < 1_500; n += 1)
          tenant.audit({ activity, category: 'ApplicationManagement', service: 'Core Directory', target });
      },
    },
  ],
  'principal-identified': [
    {
      when: 'who was told by an id alone can be named again',
      async act(stage) {
        stage.tenant.revoke('User.Read.All');
        await stage.minutes(1);
        stage.tenant.groups.addMember('Sales Service Desk', 'Patti Fernandez');
        await stage.minutes(3);
        stage.tenant.grant('User.Read.All');
      },
    },
  ],
  'role-can-reset': [
    {
      when: 'a role gains the action that resets',
      act: ({ tenant }) => tenant.roles.setActions('Directory Readers', ['microsoft.directory/users/password/update']),
    },
  ],
  'role-condition-dropped': [
    {
      when: 'a custom role loses the condition under which it resets',
      before: first(({ tenant }) => {
        const actions = ['microsoft.directory/users/password/update'];
        tenant.roles.defineRole({ name: 'Branch Desk', actions, condition: '$SubjectIsOwner' });
        tenant.roles.assign({ principal: 'Patti Fernandez', role: 'Branch Desk' });
      }),
      act: ({ tenant }) =>
        tenant.change(({ directory }) => {
          for (const { permissions } of Object.values(directory.customRoles))
            for (const permission of permissions) Object.assign(permission, { condition: null });
        }),
    },
  ],
  'restricted-lost': [
    {
      when: 'someone is taken out of a restricted management unit',
      act: ({ tenant }) => tenant.units.removeMember('Board', 'Miriam Graham'),
    },
  ],
  'protection-lost': [
    {
      when: 'a synced administrator loses the role that kept lesser resetters away',
      act: ({ tenant }) => tenant.roles.unassign({ principal: 'Lynne Robbins', role: 'User Administrator' }),
    },
  ],
  'unit-grew': [
    {
      when: 'a unit in which someone resets grows from 60 to 200 users',
      act: ({ tenant }) => tenant.units.setRange('Sales', [{ from: 0, to: 200 }]),
    },
  ],
  'reach-grew': [
    { when: 'the number of synced users grows by a quarter', act: ({ tenant }) => tenant.users.setSyncedUsers(1550) },
  ],
  'sspr-grew': [
    {
      when: 'many more users may reset their own password',
      before: first(({ tenant }) => tenant.users.setSsprEnabled(40)),
      async act(stage) {
        await stage.minutes(2);
        stage.tenant.users.setSsprEnabled(900);
        stage.world.wait(DAY + HOUR);
      },
    },
  ],
} as const satisfies Scenes;

const unitId = ({ directory }: Stage['tenant']['state'], name: string): string =>
  Object.values(directory.units).find(({ displayName }) => displayName === name)?.id ?? '';
