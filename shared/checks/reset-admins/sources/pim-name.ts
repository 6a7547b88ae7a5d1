/**
 * Whether what bears PIM's name is PIM. Anyone may call an application so, and have it do what would pass for an activation:
 * by its id in the tenant it is told apart.
 */
import type { Fact } from '../../../core/model/fact.ts';
import type { ActorEvent } from '../../../core/model/history.ts';
import { PIM_APP_ID } from '../../entra/well-known.ts';
import type { ResetAccess } from './queries.ts';
import { idsOfApplication } from './service-principal.ts';

/** Events of others are told as what an application did. Nothing is asked where none bears the name. */
export async function withoutImpostors(access: ResetAccess, events: readonly Fact[]): Promise<Fact[]> {
  if (!events.some(isInItsName)) return [...events];
  const pim = await idsOfApplication(access, PIM_APP_ID);
  if (pim.size === 0) return [...events];
  // An event that does not say by which application may be its own.
  const own = new Set(['', PIM_APP_ID, ...pim]);
  return events.map((event) =>
    isInItsName(event) && !own.has(actorOf(event).id.toLowerCase()) ? plain(event) : event,
  );
}

const isInItsName = ({ details }: Fact): boolean => details?.told === 'front';

const actorOf = ({ details }: Fact): ActorEvent['actor'] => details?.actor as unknown as ActorEvent['actor'];

function plain({ details, ...event }: Fact): Fact {
  const { told: _, ...rest } = details ?? {};
  return { ...event, details: rest };
}
