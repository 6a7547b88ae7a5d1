/** The applications that were registered here, by `appId`, and whom they trust. Only what secrets are asked for with. */
import { credentialsOf } from '../directory/apps.ts';
import type { Endpoint } from '../endpoint.ts';
import { unsupported } from '../odata/filter.ts';
import { principalsOf } from '../principals.ts';
import { credentialRows } from './credential-rows.ts';
import { applicationOf, principalOfApplication } from './owners.ts';

export const applications: Endpoint = {
  path: '/applications',
  versions: ['v1.0'],
  permission: 'Application.Read.All',
  options: ['$filter', '$top'],
  filters: { appId: { eq: 'string' } },
  properties: () => ['id', 'appId', 'displayName', 'passwordCredentials', 'keyCredentials'],
  read: ({ state }, query) => {
    if (query.filter.length === 0) throw unsupported();
    const own = principalsOf(state).flatMap(({ appId }) => applicationOf(state, appId) ?? []);
    return {
      rows: own.map(({ id, appId, displayName }) => ({
        // The object behind the service principal has an id of its own; nothing here needs it to be a stable one.
        ...{ id: `application of ${id}`, appId, displayName },
        ...credentialRows(state, id, 'application'),
      })),
    };
  },
};

export const federatedCredentials: Endpoint = {
  path: "/applications(appId='{id}')/federatedIdentityCredentials",
  versions: ['v1.0'],
  permission: 'Application.Read.All',
  options: [],
  properties: () => ['id', 'name', 'issuer', 'subject', 'description', 'audiences'],
  read: ({ state, ids }) => {
    const own = credentialsOf(state, principalOfApplication(state, ids[0])).filter(({ kind }) => kind === 'federated');
    return {
      rows: own.map(({ id, name }) => ({
        ...{ id, name, description: null },
        issuer: 'https://token.actions.githubusercontent.com',
        subject: `repo:contoso/${name.replaceAll(' ', '-')}:ref:refs/heads/main`,
        audiences: ['api://AzureADTokenExchange'],
      })),
    };
  },
};
