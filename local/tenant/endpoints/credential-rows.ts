/** What an application signs in with, as Graph shows it: never a value, of a secret the first characters. */
import { credentialsOf, type Owned } from '../directory/apps.ts';
import type { Credential } from '../directory/directory-state.ts';
import type { Row } from '../odata/row-list.ts';
import type { TenantState } from '../state.ts';

/** `passwordCredentials` and `keyCredentials` of a service principal, or of the application behind it. */
export function credentialRows(state: TenantState, principal: string, of: Owned): Row {
  const own = credentialsOf(state, principal).filter((one) => one.of === of);
  return {
    passwordCredentials: own.filter(({ kind }) => kind === 'secret').map(secretRow),
    keyCredentials: own.filter(({ kind }) => kind === 'certificate').map(certificateRow),
  };
}

const dated = ({ id, name, startsAt, endsAt }: Credential): Row => ({
  customKeyIdentifier: null,
  displayName: name,
  endDateTime: new Date(endsAt).toISOString(),
  keyId: id,
  startDateTime: new Date(startsAt).toISOString(),
});

const secretRow = (credential: Credential): Row => ({
  ...dated(credential),
  hint: credential.id.slice(0, 3),
  secretText: null,
});

const certificateRow = (credential: Credential): Row => ({
  ...dated(credential),
  key: null,
  type: 'AsymmetricX509Cert',
  usage: 'Verify',
});
