/** How each alert about applications, and about rights that lead to a reset in one more step, comes to be. */
import type { Scenes } from '../scene.ts';
import { DAY, type Stage, well } from '../stage.ts';

const RESETS = 'User-PasswordProfile.ReadWrite.All';

const joiner = ({ tenant }: Stage): void => {
  tenant.apps.create({ name: 'Joiner' });
  tenant.apps.grantPermission('Joiner', RESETS);
};

const withJoiner = (stage: Stage): void => {
  well(stage.tenant);
  joiner(stage);
};

const given = (role: string) => (stage: Stage) => stage.tenant.roles.assign({ principal: 'Patti Fernandez', role });

export const RIGHT_SCENES = {
  'application-can-reset': [{ when: 'an application is given the permission to reset', act: joiner }],
  'can-grant-new': [{ when: 'someone can grant roles', act: given('Privileged Role Administrator') }],
  'can-turn-on-new': [{ when: 'someone can turn writeback on', act: given('Hybrid Identity Administrator') }],
  'can-take-application-new': [
    {
      when: 'someone becomes the owner of an application that can reset',
      before: withJoiner,
      act: ({ tenant }) => tenant.apps.addOwner('Joiner', 'Patti Fernandez'),
    },
  ],
  'can-become-users-new': [
    {
      when: 'someone can sign in as any user',
      act: given('External Identity Provider Administrator'),
    },
  ],
  'right-longer': [
    {
      when: 'the right to grant roles is prolonged',
      before: (stage) => {
        well(stage.tenant);
        const endsAt = stage.tenant.clock() + 30 * DAY;
        stage.tenant.roles.makeEligible({
          principal: 'Patti Fernandez',
          role: 'Privileged Role Administrator',
          endsAt,
        });
      },
      act: ({ tenant }) =>
        tenant.roles.makeEligible({
          principal: 'Patti Fernandez',
          role: 'Privileged Role Administrator',
          endsAt: tenant.clock() + 300 * DAY,
        }),
    },
  ],
  'right-new': [{ when: 'someone can manage groups', act: given('Groups Administrator') }],
  'application-secret-new': [
    {
      when: 'an application that can reset gets a secret',
      before: withJoiner,
      act: ({ tenant }) => void tenant.apps.addCredential('Joiner', 'secret'),
    },
  ],
  'privileged-secret-new': [
    {
      when: 'an application that can grant itself what resets gets a secret',
      before: ({ tenant }) => {
        well(tenant);
        tenant.apps.create({ name: 'Pipeline' });
        tenant.apps.grantPermission('Pipeline', 'Application.ReadWrite.All');
      },
      act: ({ tenant }) => void tenant.apps.addCredential('Pipeline', 'secret'),
    },
  ],
} as const satisfies Scenes;
