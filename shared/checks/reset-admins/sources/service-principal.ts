/** By which id this tenant knows an application of Microsoft's: what bears its name may be anyone's. */
import * as z from 'zod';
import { MonitorError } from '../../../errors.ts';
import { id } from './objects.ts';
import { APPLICATIONS, type ResetAccess } from './queries.ts';

/** In lower case. Empty: nobody knows, since it is not there, or may not be read; then nothing may be hidden by it. */
export async function idsOfApplication({ lists }: ResetAccess, appId: string): Promise<ReadonlySet<string>> {
  try {
    const path = `/servicePrincipals?$filter=appId eq '${appId}'&$select=id`;
    const found = await lists.list(path, z.object({ id }), { permission: APPLICATIONS });
    return new Set(found.map((one) => one.id.toLowerCase()));
  } catch (thrown) {
    if (thrown instanceof MonitorError && thrown.code === 'denied') return new Set();
    throw thrown;
  }
}
