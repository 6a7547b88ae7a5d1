import { describe, expect, it } from 'vitest';
import { adminCenterOf, placeIn, placesOf } from '../../../shared/core/text/portal.ts';

const GLOBAL = 'https://entra.microsoft.com';

describe('a place in the admin center', () => {
  it.each([
    [
      'Turn it off under Entra ID > Password reset > On-premises integration.',
      'PasswordResetMenuBlade/~/OnPremisesIntegration',
    ],
    ['Set it back under Entra ID > Password reset.', 'PasswordResetMenuBlade/~/Properties'],
    [
      'Remove it: Entra admin center > Roles & admins > "Helpdesk" > Active assignments.',
      'RolesManagementMenuBlade/~/AllRoles',
    ],
  ])('%s', (step, path) => {
    expect(placeIn(step, GLOBAL)).toBe(`${GLOBAL}/#view/Microsoft_AAD_IAM/${path}`);
  });

  it.each(['Confirm it with whoever did it.', 'Delete "Entra admin center > Audit logs" if nobody knows it.'])(
    'is none where none is named, or somebody is called like one: %s',
    (step) => {
      expect(placeIn(step, GLOBAL)).toBeNull();
    },
  );

  it('lies in the cloud that is watched, and in none where that is unknown', () => {
    expect(adminCenterOf('https://graph.microsoft.us')).toBe('https://entra.microsoft.us');
    expect(adminCenterOf('https://microsoftgraph.chinacloudapi.cn')).toBe('https://entra.microsoftonline.cn');
    expect(adminCenterOf('http://127.0.0.1:4711')).toBeNull();
    expect(new Set(placesOf('https://entra.microsoft.us').map((place) => new URL(place).host))).toEqual(
      new Set(['entra.microsoft.us']),
    );
  });
});
