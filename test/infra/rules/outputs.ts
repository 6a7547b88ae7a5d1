/** What a person gets back: names, addresses, the way to the key and never the key. */
import { PERMISSIONS } from '../../../infra/permissions.ts';
import { only, type Rule, texts } from '../deployment.ts';

const TOLD = [
  'appName',
  'dnsRecords',
  'graphPermissions',
  'identityObjectId',
  'insightsName',
  'keyCommand',
  'origin',
  'sender',
  'storageName',
];

export const outputsAreKnown: Rule = ({ outputs }) => {
  const names = Object.keys(outputs).sort();
  return names.join() === TOLD.join() ? [] : [`outputs are ${names.join()}`];
};

export const outputsNameTheApp: Rule = (deployed) => {
  const { appName, keyCommand } = deployed.outputs;
  const app = only(deployed, 'Microsoft.Web/sites').name;
  const command = `az functionapp keys list --resource-group watch --name ${app} --query functionKeys.default --output tsv`;
  return [
    ...(appName === app ? [] : [`the app is ${app}, told is ${appName}`]),
    ...(keyCommand === command ? [] : [`the key is had by: ${keyCommand}`]),
  ];
};

export const permissionsAreTheCodes: Rule = ({ outputs }) => {
  const told = texts(outputs.graphPermissions);
  const needed = PERMISSIONS.map(({ name }) => name);
  return [
    ...needed.filter((name) => !told.includes(name)).map((name) => `${name} is needed and not told`),
    ...told.filter((name) => !needed.includes(name)).map((name) => `${name} is told and not needed`),
  ];
};
