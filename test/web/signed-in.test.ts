import { expect, it } from 'vitest';
import { signedInName } from '../../shared/web/signed-in.ts';

const named = (name: string | null) => ({
  get: (header: string) => (header === 'x-ms-client-principal-name' ? name : null),
});

it.each<[name: string, sent: string | null, setting: string | undefined, found: string | null]>([
  ['is who the platform says', 'kim@contoso.example', 'True', 'kim@contoso.example'],
  ['is nobody where the platform does not authenticate, whatever is sent', 'kim@contoso.example', undefined, null],
  ['is nobody where its authentication is off', 'kim@contoso.example', 'False', null],
  ['is nobody where nobody is signed in', null, 'True', null],
  ['is nobody without a name', '  ', 'True', null],
])('%s', (_, sent, setting, found) => {
  expect(signedInName(named(sent), { WEBSITE_AUTH_ENABLED: setting })).toBe(found);
});
