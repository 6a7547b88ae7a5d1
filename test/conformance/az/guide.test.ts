/**
 * Commands of the guide and of the doctor, run by the real Azure CLI against the stand-in. One that is too old for a command (bicepparam,
 * stacks) or lacks its extension is not asked for it. Run with `npm run conformance`, where `az` is installed.
 */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { type StandIn, standIn } from '../../infra/azure/stand-in.ts';
import {
  APP,
  deployed,
  GROUP,
  held,
  ID,
  KEY,
  OBJECT_ID,
  ROLE,
  SUBSCRIPTION,
  type World,
} from '../../infra/azure/world.ts';
import { azVersion, type Cli, openCli } from './cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const version = azVersion();
if (version === null)
  console.warn('NOT RUN: there is no az (or no openssl) here, so no command of the guide met the real CLI');

describe.skipIf(version === null)(`az ${version}`, { timeout: 120_000 }, () => {
  let world: World;
  let server: StandIn;
  let az: Cli;
  beforeAll(async () => {
    world = deployed();
    server = await standIn(world);
    az = await openCli(server);
    const { code, stderr } = await az.run('az login --identity');
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('ERROR')]);
  }, 120_000);
  afterAll(async () => {
    az?.close();
    await server?.close();
  });

  const said = async (line: string): Promise<string> => {
    const { code, stdout, stderr } = await az.run(line);
    expect(code, stderr).toBe(0);
    return stdout.trim();
  };
  /** `az role` of Debian's 2.45 ends with a Python error, whatever it is asked: it came with another library than its own. */
  const skipWithoutRoles = async (context: TestContext): Promise<void> => {
    const { stderr } = await az.run('az role definition list --custom-role-only true');
    if (stderr.includes("has no attribute 'config'")) context.skip('az role does not work in this installation');
  };
  const asked = (): string[] => server.calls.map(({ method, path }) => `${method} ${path}`);

  test('signs in for the grant, which asks for nothing else', async () => {
    const assigned = world.assigned.splice(0);
    const text = await said(`cd ${ROOT} && '${process.execPath}' infra/grant.ts --app ${APP} --group ${GROUP}`);
    expect(text).toContain('grants AuditLog.Read.All');
    expect(world.assigned).toHaveLength(assigned.length);
    expect(server.unknown).toEqual([]);
  });

  test('makes the group', async () => {
    expect(
      await said(
        `az group create --name ${GROUP} --location westeurope --query properties.provisioningState --output tsv`,
      ),
    ).toBe('Succeeded');
  });

  test('fetches the key of the page', async () => {
    expect(
      await said(
        `az functionapp keys list --resource-group ${GROUP} --name ${APP} --query functionKeys.default --output tsv`,
      ),
    ).toBe(KEY);
  });

  test('takes back a permission that is too much, as the doctor says it', async () => {
    world.assigned.push(held('User.ReadWrite.All', 'too-much'));
    const graph = JSON.parse(await said('az cloud show --query endpoints.microsoftGraphResourceId'));
    await said(
      `az rest --method delete --url "${graph}v1.0/servicePrincipals/${OBJECT_ID}/appRoleAssignments/too-much"`,
    );
    expect(world.assigned.map(({ id }) => id)).not.toContain('too-much');
  });

  test('assigns a role that is missing, as the doctor says it, and takes one back', async (context) => {
    await skipWithoutRoles(context);
    world.roleAssignments = [];
    await said(
      `az role assignment create --assignee-object-id ${OBJECT_ID} --assignee-principal-type ServicePrincipal --role ${ROLE.tableContributor} --scope ${ID.table}`,
    );
    expect(world.roleAssignments).toMatchObject([
      { scope: ID.table, role: ROLE.tableContributor, principalId: OBJECT_ID },
    ]);
    const [made] = world.roleAssignments;
    await said(
      `az role assignment delete --ids ${ID.table}/providers/Microsoft.Authorization/roleAssignments/${made?.name}`,
    );
    expect(world.roleAssignments).toEqual([]);
  });

  test('finds and removes the custom role', async (context) => {
    await skipWithoutRoles(context);
    const role = await said(
      `az role definition list --resource-group ${GROUP} --custom-role-only true --query "[?starts_with(roleName,'Writeback Watch mail sender')].name" --output tsv`,
    );
    expect(role).toBe(ROLE.mail);
    const mail = await said(
      `az resource list --resource-group ${GROUP} --resource-type Microsoft.Communication/communicationServices --query "[0].id" --output tsv`,
    );
    expect(mail).toBe(ID.communication);
    world.roleAssignments = [{ name: 'a-mail', scope: ID.communication, role: ROLE.mail, principalId: OBJECT_ID }];
    await said(`az role assignment delete --role ${role} --scope ${mail}`);
    expect(world.roleAssignments).toEqual([]);
    await said(`az role definition delete --name ${role} --resource-group ${GROUP}`);
    expect(world.roleDefinitions).not.toHaveProperty(ROLE.mail);
  });

  test('restarts the app, and removes the group', async () => {
    await said(`az functionapp restart --resource-group ${GROUP} --name ${APP}`);
    expect(asked()).toContain(
      `POST /subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.Web/sites/${APP}/restart`,
    );
    await said(`az group delete --name ${GROUP} --yes`);
    expect(asked().some((call) => call.startsWith('DELETE') && call.endsWith(`/${GROUP}`))).toBe(true);
  });
});
