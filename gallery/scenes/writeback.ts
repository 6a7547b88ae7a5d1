/** How each alert about password writeback itself comes to be. */
import type { Scenes } from '../scene.ts';
import { DAY, DECLARED, HOUR, well } from '../stage.ts';

export const WRITEBACK_SCENES = {
  'writeback-turned-on': [
    {
      when: 'writeback is turned on, and nobody declared it',
      settings: {},
      before: ({ tenant }) => tenant.agents.setReadable(true),
      act: ({ tenant }) => tenant.enableWriteback(),
    },
  ],
  'writeback-on-undeclared': [
    {
      when: 'writeback has been on since before the watch began',
      settings: {},
      before: ({ tenant }) => well(tenant),
    },
    {
      when: 'nobody has answered it for a day',
      settings: {},
      act: (stage) => stage.after(DAY),
      told: /Told again because nobody/,
    },
    {
      when: 'it was snoozed for four hours, and they are over',
      settings: {},
      async act(stage) {
        await stage.answer('writeback-on-undeclared', { why: 'The owner of the migration is being asked', hours: 4 });
        await stage.after(4 * HOUR);
      },
      told: /Told again because its snooze/,
    },
    {
      when: 'it ends, because somebody declared it',
      settings: {},
      async act(stage) {
        await stage.minutes(1);
        stage.settings = DECLARED;
      },
      told: /, ended\]/,
    },
  ],
  'writeback-turned-off': [
    { when: 'writeback is turned off', settings: {}, act: ({ tenant }) => tenant.disableWriteback() },
  ],
  'writeback-evidence-contradictory': [
    {
      when: 'it was turned off, and a reset is written back all the same',
      settings: {},
      async act(stage) {
        stage.tenant.disableWriteback();
        await stage.minutes(3);
        stage.tenant.resetPassword();
      },
    },
  ],
  'sync-protection-off': [
    {
      when: 'the protection against a takeover by soft match is turned off',
      act: ({ tenant }) => tenant.setFeature('blockSoftMatchEnabled', false),
    },
  ],
  'sspr-for-admins-on': [
    {
      when: 'administrators may reset their own password',
      before: ({ tenant }) => {
        well(tenant);
        tenant.setSspr(false);
      },
      act: ({ tenant }) => tenant.setSspr(true),
    },
  ],
  'resets-failing': [
    {
      when: 'resets do not reach Active Directory',
      act: ({ tenant }) => tenant.failResets({ count: 30, reason: 'OnPremisesConnectivityError' }),
    },
  ],
  'sspr-settings-changed': [
    {
      when: 'self-service reset is opened to everybody',
      act: ({ tenant }) =>
        tenant.changeResetPolicy([{ property: 'EnablementForUsers', from: 'Selected', to: 'All' }], {
          by: 'adelev@contoso.com',
        }),
    },
  ],
  'privileged-user-reset': [
    {
      when: 'the password of an administrator is reset',
      act: ({ tenant }) => tenant.resetPassword({ user: 'Lynne Robbins', by: 'meganb@contoso.com' }),
    },
  ],
  'resets-by-one-many': [
    {
      when: 'one administrator resets a dozen synced users',
      settings: { ...DECLARED, RESET_HISTORY: 'names' },
      async act(stage) {
        for (const user of ['Alex Wilber', 'Miriam Graham', 'Patti Fernandez']) {
          for (let n = 0; n < 4; n += 1) stage.tenant.resetPassword({ user, by: 'adelev@contoso.com' });
        }
        stage.world.wait(HOUR);
      },
    },
  ],
} as const satisfies Scenes;
