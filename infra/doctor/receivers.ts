/** Whether each receiver takes what it is to be told, as the app has it: mail, and the webhook where one is set. */
import { azOptions } from '../arguments.ts';
import { type Finding, mend, ok } from './finding.ts';
import type { Scene } from './scene.ts';
import type { Status } from './status.ts';

/** Reasons of the status that are about one receiver, or about all of them. */
export const isAboutReceivers = ({ code }: Status['problems'][number]): boolean =>
  /^(mail|receiver|critical|nobody)-/.test(code);

/** Nothing when the app does not answer: the verdicts say why. */
export async function lookAtReceivers(scene: Scene): Promise<Finding[]> {
  const status = await scene.status();
  if ('none' in status) return [];
  const { problems } = status;
  const receivers = receiversIn(status);
  return [
    ...problems.filter(isAboutReceivers).map(({ what, hint }) => mend(what, hint)),
    ...receivers.filter(({ state }) => state === 'ok').map(wellOf),
    ...(await unknownWebhook(scene, receivers)),
  ];
}

interface Receiver {
  readonly name: string;
  readonly state: string;
  readonly pending: number;
  readonly lastSentAt: string | null;
}

/** Without a second one the status has mail alone. */
const receiversIn = ({ receivers, mail, problems }: Status): readonly Receiver[] =>
  receivers ?? [{ name: 'mail', state: problems.some(isAboutReceivers) ? 'fail' : 'ok', ...mail }];

const wellOf = ({ name, pending, lastSentAt }: Receiver): Finding =>
  ok(
    `${name}: ${lastSentAt === null ? 'no message yet' : `last message accepted at ${lastSentAt}`}, ${pending} waiting`,
  );

const isReference = (value: string): boolean => /^@Microsoft\.KeyVault\(/i.test(value);

/** A reference to a vault that could not be read is no address: the settings say that. */
async function unknownWebhook(scene: Scene, receivers: readonly Receiver[]): Promise<Finding[]> {
  const { WEBHOOK_URL: url = '' } = await scene.settings();
  if (url === '' || isReference(url) || receivers.some(({ name }) => name === 'webhook')) return [];
  return [
    mend(
      'WEBHOOK_URL is set, but the app has no webhook',
      `See the settings above, then run: az functionapp restart ${azOptions(scene.place)}`,
    ),
  ];
}
