/** Whether mail can leave under the sender that is set: the resource, its linked domain, that it is verified, the sender's name. */
import { z } from 'zod';
import type { Service } from '../azure/service.ts';
import { type Finding, mend, orOk, unseen } from './finding.ts';
import { communication } from './resources.ts';
import type { Scene } from './scene.ts';

const VERSION = 'api-version=2023-04-01';

const statusShape = z.object({ status: z.string().nullish() }).nullish();
const domainShape = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    domainManagement: z.string(),
    fromSenderDomain: z.string().nullish(),
    verificationStates: z.record(z.string(), statusShape).nullish(),
  }),
});

type Domain = z.infer<typeof domainShape>;

/** Those without which a mail is refused or taken for spam. */
const PROOFS = ['Domain', 'SPF', 'DKIM', 'DKIM2'];

export async function lookAtMail(scene: Scene): Promise<Finding[]> {
  const { MAIL_FROM: sender = '' } = await scene.settings();
  const service = await communication(scene);
  if (service === null)
    return [
      unseen('The Communication Services resource of MAIL_ENDPOINT could not be found', 'See MAIL_ENDPOINT above'),
    ];
  const { arm } = scene.azure;
  const linked = await Promise.all(
    (service.properties.linkedDomains ?? []).map((id) => arm.get(`${id}?${VERSION}`, domainShape)),
  );
  const [name = '', host = ''] = sender.toLowerCase().split('@');
  const domain = linked.find(({ properties }) => properties.fromSenderDomain?.toLowerCase() === host);
  if (!domain) return [notLinked(sender, service.name, linked)];
  const well = `${sender} sends through ${service.name}; ${domain.properties.fromSenderDomain} is linked and verified`;
  return orOk([...unverified(domain), ...(await unknownName(arm, domain, name))], well);
}

function notLinked(sender: string, service: string, linked: readonly Domain[]): Finding {
  const named = linked.map(({ properties }) => properties.fromSenderDomain ?? '?').join(', ');
  const what = `MAIL_FROM is ${sender || 'not set'}, but ${service} is linked to ${named || 'no domain'}`;
  return mend(what, 'Correct MAIL_FROM, or deploy again: the template links a domain as soon as it is verified');
}

function unverified({ id, name, properties }: Domain): Finding[] {
  if (properties.domainManagement.toLowerCase() === 'azuremanaged') return [];
  const [, group = '', service = ''] = /resourceGroups\/([^/]+)\/.*emailServices\/([^/]+)/i.exec(id) ?? [];
  return PROOFS.filter((proof) => properties.verificationStates?.[proof]?.status !== 'Verified').map((proof) =>
    mend(
      `${name}: ${proof} is not verified`,
      `Publish its DNS record, then run: az communication email domain initiate-verification --resource-group ${group} --email-service-name ${service} --domain-name ${name} --verification-type ${proof}`,
    ),
  );
}

const senderShape = z.object({ properties: z.object({ username: z.string() }) });

/** `DoNotReply` is there from the start. */
async function unknownName(arm: Service, { id, name }: Domain, username: string): Promise<Finding[]> {
  if (username === 'donotreply') return [];
  const all = await arm.list(`${id}/senderUsernames?${VERSION}`, senderShape);
  if (all.some(({ properties }) => properties.username.toLowerCase() === username)) return [];
  return [
    mend(
      `The domain ${name} has no sender name ${username}`,
      `Use DoNotReply@${name} as MAIL_FROM, or add the sender name to the domain`,
    ),
  ];
}
