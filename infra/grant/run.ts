/**
 * `npm run grant`: gives the app's identity the Graph permissions that it lacks, or takes them back. Touches no other
 * permission and no other identity; with `--dry-run` it changes nothing at all.
 */
import { MonitorError } from '../../shared/errors.ts';
import { again, optionalGuid, options, PLACE, type Place, placeOf } from '../arguments.ts';
import { findApp } from '../azure/app.ts';
import { type GraphItself, give, graphItself, type Held, heldBy, isInGraph, takeBack } from '../azure/grants.ts';
import { appSettings, identityOf } from '../azure/identity.ts';
import { isRefusal } from '../azure/refusal.ts';
import { type Azure, type Surroundings, signIn } from '../azure/sign-in.ts';
import type { NeededPermission } from '../permissions.ts';
import { EXIT, type ExitCode, UsageError } from '../terminal.ts';
import { isOurs, type Plan, planOf, shown } from './plan.ts';

export const USAGE = `Usage: npm run grant -- --app NAME --group RG [--subscription ID]
       npm run grant -- --identity OBJECT_ID     the same, and needs no right in Azure
  --dry-run          print what would be done and why, and change nothing
  --revoke           take back what this command gives
  --hidden-members   also grant Member.Read.Hidden, for units with hidden membership`;

/** A new identity appears in Graph within minutes. */
const APPEARS_WITHIN_MS = 5 * 60_000;
const LOOK_EVERY_MS = 10_000;

interface Request {
  readonly place: Place | null;
  readonly objectId: string | null;
  readonly dryRun: boolean;
  readonly revoke: boolean;
  readonly hiddenMembers: boolean;
}

function requestOf(args: readonly string[], env: NodeJS.ProcessEnv): Request {
  const flag = { type: 'boolean', default: false } as const;
  const known = {
    ...PLACE,
    identity: { type: 'string' },
    'dry-run': flag,
    revoke: flag,
    'hidden-members': flag,
  } as const;
  const given = options(args, known);
  const objectId = optionalGuid('--identity', given.identity, 'the object id of the identity');
  if (objectId !== null && (given.app || given.group)) throw new UsageError('Give --app and --group, or --identity');
  return {
    place: objectId === null ? placeOf(given, env) : null,
    objectId,
    dryRun: given['dry-run'],
    revoke: given.revoke,
    hiddenMembers: given['hidden-members'],
  };
}

/** @throws UsageError; MonitorError when it could not look */
export async function grant(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  const request = requestOf(args, around.env);
  const azure = await signIn(around);
  const objectId = await identityFor(request, azure, around);
  const itself = await graphItself(azure.graph);
  await untilInGraph(azure, objectId, around);
  const held = await heldBy(azure.graph, objectId, itself);
  const work: Work = { azure, around, request, objectId, itself, held };
  return request.revoke ? revoke(work) : giveMissing(work);
}

interface Work {
  readonly azure: Azure;
  readonly around: Surroundings;
  readonly request: Request;
  readonly objectId: string;
  readonly itself: GraphItself;
  readonly held: readonly Held[];
}

async function identityFor({ place, objectId }: Request, azure: Azure, { say }: Surroundings): Promise<string> {
  if (place === null) return objectId ?? '';
  const app = await findApp(azure, place);
  const identity = await identityOf(app, () => appSettings(azure.arm, app));
  say(`${app.site.name} runs as ${identity.name}, object id ${identity.objectId}, in tenant ${azure.tenantId}`);
  return identity.objectId;
}

async function untilInGraph({ graph, tenantId }: Azure, objectId: string, around: Surroundings): Promise<void> {
  const end = around.now() + APPEARS_WITHIN_MS;
  while (!(await isInGraph(graph, objectId))) {
    if (around.now() >= end) {
      throw new MonitorError('config', `Tenant ${tenantId} has no service principal ${objectId}`, {
        hint: 'A new identity takes some minutes to appear: try again. If that does not help, you may be signed in to another tenant than that of the app: az login --tenant <tenant id>',
      });
    }
    around.say('The identity is not in Graph yet: a new one takes some minutes to appear. Waiting …');
    await around.sleep(LOOK_EVERY_MS);
  }
}

async function giveMissing(work: Work): Promise<ExitCode> {
  const { request, itself, held, around } = work;
  const plan = planOf(held, itself, request.hiddenMembers);
  sayHeld(plan, around);
  for (const { permission, roleId } of plan.give) {
    around.say(`${request.dryRun ? 'would grant' : 'grants'} ${permission.name}${needOf(permission)}`);
    for (const reason of permission.reasons) around.say(reason, 2);
    if (request.dryRun) continue;
    if (!(await given(work, roleId))) return refused(work);
  }
  for (const { name } of plan.unknown) around.say(`cannot grant ${name}: the Graph of this cloud does not have it`);
  sayEnd(plan, work);
  return !request.dryRun && plan.unknown.some(({ required }) => required) ? EXIT.something : EXIT.nothing;
}

const needOf = ({ required }: NeededPermission): string => (required ? ' (required)' : ' (optional)');

function sayHeld({ held, others }: Plan, { say }: Surroundings): void {
  if (held.length > 0) say(`already has ${held.length}: ${held.join(', ')}`);
  for (const other of others) say(`has ${other}, which the watch does not need: find out who granted it, and why`);
}

function sayEnd({ give: missing }: Plan, { request, around }: Work): void {
  if (request.dryRun) around.say('Nothing was changed.');
  else if (missing.length === 0) around.say('Nothing to do: it has every permission that it needs.');
  else around.say('Done. It can take up to 24 hours until the app gets a token with the new permissions.');
}

/** False: the right to do so is missing. The identity may still be new to the part of Graph that is asked. */
async function given({ azure, itself, objectId, around }: Work, roleId: string): Promise<boolean> {
  const end = around.now() + APPEARS_WITHIN_MS;
  for (;;) {
    try {
      await give(azure.graph, itself, objectId, roleId);
      return true;
    } catch (error) {
      if (isRefusal(error, 401, 403)) return false;
      const isNew = isRefusal(error, 400, 404) && around.now() < end;
      if (!isNew) throw error;
      around.say('Not every part of Graph knows the identity yet. Waiting …', 1);
      await around.sleep(LOOK_EVERY_MS);
    }
  }
}

async function revoke(work: Work): Promise<ExitCode> {
  const { azure, itself, held, request, around } = work;
  const ours = held.filter(isOurs);
  for (const one of ours) {
    around.say(`${request.dryRun ? 'would take back' : 'takes back'} ${shown(one)}`);
    if (request.dryRun) continue;
    try {
      await takeBack(azure.graph, itself, one.assignmentId);
    } catch (error) {
      if (isRefusal(error, 401, 403)) return refused(work);
      throw error;
    }
  }
  for (const one of held.filter((other) => !isOurs(other)))
    around.say(`leaves ${shown(one)}: this command did not grant it`);
  if (ours.length === 0) around.say('Nothing to do: it has none of these permissions.');
  else
    around.say(
      request.dryRun
        ? 'Nothing was changed.'
        : 'Done. The token that the app holds may still carry them for up to 24 hours.',
    );
  return EXIT.nothing;
}

function refused({ around, objectId, request }: Work): ExitCode {
  const flags = `${request.revoke ? ' --revoke' : ''}${request.hiddenMembers ? ' --hidden-members' : ''}`;
  around.say('Graph refused: you may not grant or take back permissions of Microsoft Graph.');
  around.say(
    'This takes a Privileged Role Administrator or Global Administrator. Application Administrator is not enough,',
  );
  around.say('because that role cannot consent to permissions with which an app reads the directory.');
  around.say('Ask one of them to run this command; it needs no right in Azure:');
  around.say(`npm run grant -- --identity ${objectId}${flags}`, 1);
  if (request.place) around.say(`or, if they may read the app: npm run grant -- ${again(request.place)}${flags}`, 1);
  return EXIT.something;
}
