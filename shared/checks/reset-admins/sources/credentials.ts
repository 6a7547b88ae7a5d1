/**
 * With what someone can sign in as an application: secrets, certificates and federated credentials, of its service
 * principal and of the application behind it. Ids, hints and dates are kept, never a value; what has ended is left out.
 */
import * as z from 'zod';
import { type Attributes, elementsOf, type Fact } from '../../../core/model/fact.ts';
import { ms } from '../../../core/model/times.ts';
import { readTime } from '../../times.ts';
import { credentialsKey } from './keys.ts';
import { id, text } from './objects.ts';
import { APPLICATIONS, isNotFound, type ResetAccess } from './queries.ts';

const heldShape = z
  .array(z.object({ keyId: text, displayName: text, hint: text, startDateTime: text, endDateTime: text }))
  .nullish()
  .catch(null)
  .transform((rows) => rows ?? []);

/** What a row of a service principal, or of an application, shows when these two are asked for by name. */
export const CREDENTIALS = { passwordCredentials: heldShape, keyCredentials: heldShape };

type Holder = { readonly [name in keyof typeof CREDENTIALS]: z.infer<typeof heldShape> };

const applicationShape = z.object({ id, ...CREDENTIALS });

/** One that is changed to trust somebody else is another one: whom it trusts is part of what it is. */
const federatedShape = z.object({ id, name: text, issuer: text, subject: text, audiences: z.unknown().optional() });

interface Credential {
  /** `secret …`, `certificate …` or `federated …`: kind, id, and of the last whom it trusts. */
  readonly key: string;
  readonly details: Attributes;
}

/** One fact; its elements are the credentials, each believed by itself. @param principal row of its service principal */
export async function credentialsFact(
  access: ResetAccess,
  principal: Holder & { readonly id: string; readonly appId: string | null; readonly displayName: string | null },
): Promise<Fact> {
  const { appId } = principal;
  // Agents without an application have none behind them; one of another tenant is not here, which is no gap.
  const [behind, federated] =
    appId === null ? [[], []] : await Promise.all([applications(access, appId), trusted(access, appId)]);
  const held = [principal, ...behind].flatMap((holder) => heldBy(holder, access.startedAt));
  const all = [...held, ...federated.map((row) => federatedCredential(row, access))];
  return {
    key: credentialsKey(principal.id),
    label: principal.displayName ?? principal.id,
    attributes: { servicePrincipalId: principal.id },
    details: { credentials: Object.fromEntries(all.map(({ key, details }) => [key, details])) },
    elements: elementsOf(all.map(({ key }) => key)),
  };
}

function applications({ lists }: ResetAccess, appId: string): Promise<z.infer<typeof applicationShape>[]> {
  const filter = encodeURIComponent(`appId eq '${appId.replaceAll("'", "''")}'`);
  const path = `/applications?$filter=${filter}&$select=id,passwordCredentials,keyCredentials`;
  return lists.list(path, applicationShape, { permission: APPLICATIONS });
}

async function trusted({ lists }: ResetAccess, appId: string): Promise<z.infer<typeof federatedShape>[]> {
  const path = `/applications(appId='${encodeURIComponent(appId)}')/federatedIdentityCredentials`;
  try {
    return await lists.list(`${path}?$select=id,name,issuer,subject,audiences`, federatedShape, {
      permission: APPLICATIONS,
    });
  } catch (thrown) {
    if (isNotFound(thrown)) return [];
    throw thrown;
  }
}

/** One without an id cannot be told from another: it is known by all that is known of it. */
const heldBy = ({ passwordCredentials, keyCredentials }: Holder, now: number): Credential[] =>
  Object.entries({ secret: passwordCredentials, certificate: keyCredentials }).flatMap(([kind, rows]) =>
    rows.flatMap(({ keyId, displayName: name, hint, startDateTime, endDateTime }) => {
      const from = readTime('startDateTime', startDateTime).at;
      const until = readTime('endDateTime', endDateTime).at;
      if (until !== null && ms(until) <= now) return [];
      const key = `${kind} ${keyId ?? [from, until, name].join(' ')}`;
      return [{ key, details: { name, hint: kind === 'secret' ? hint : null, from, until } }];
    }),
  );

const federatedCredential = (
  { id: own, name, issuer, subject, audiences }: z.infer<typeof federatedShape>,
  { hash }: ResetAccess,
): Credential => ({
  key: `federated ${own} ${hash(JSON.stringify([issuer, subject, audiences]))}`,
  details: { name, issuer, subject },
});
