/**
 * Decides who is looked up although no source names them any more: synced users who were known in the last two readings,
 * stood in a restricted unit, or still stand in the verdict as shielded. Only so can one who lost a protection be told
 * from one who left, by name.
 */
import { shieldsIn } from '../stored.ts';
import type { ResetAccess } from './queries.ts';

/** Absence is believed after two readings: in both of them everyone who departs is still looked up. */
const LOOKED_UP_AGAIN = 2;

interface Departed {
  readonly ids: readonly string[];
  /** `digest of who is named` and the number of readings since that changed, or a loss was told; kept with the source. */
  readonly watermark: string;
}

/** @param named ids of users; @param shielded ids in restricted units, of whom nothing else may be known */
export async function departed(
  access: ResetAccess,
  named: ReadonlySet<string>,
  shielded: readonly string[],
  watermark: string | null,
): Promise<Departed> {
  const inUnits = new Set(shielded);
  const digest = access.hash([...new Set([...named, ...shielded])].sort().join(' '));
  const round = roundOf(watermark, digest);
  if (round >= LOOKED_UP_AGAIN) return { ids: [], watermark: `${digest} ${round}` };
  const [people, members, losers] = await Promise.all([
    peopleBefore(access),
    membersBefore(access),
    shieldedBefore(access),
  ]);
  const toTell = losers.filter(({ id, isByUnitAlone }) => !named.has(id) && !(isByUnitAlone && inUnits.has(id)));
  const gone = [...people, ...members.filter((id) => !inUnits.has(id))].filter((id) => !named.has(id));
  const ids = [...new Set([...gone, ...toTell.map(({ id }) => id)])];
  return { ids, watermark: `${digest} ${toTell.length > 0 ? 0 : round}` };
}

/** At the very first reading nobody can depart. */
function roundOf(watermark: string | null, digest: string): number {
  if (watermark === null) return LOOKED_UP_AGAIN;
  const [before, round] = watermark.split(' ');
  return before === digest ? Math.min(Number(round) + 1, LOOKED_UP_AGAIN) : 0;
}

async function peopleBefore({ believed }: ResetAccess): Promise<string[]> {
  const people = (await believed('principals')) ?? [];
  const synced = people.filter(({ attributes, missing }) => attributes.isSynced === true && !missing);
  return synced.map(({ attributes }) => String(attributes.id));
}

async function membersBefore({ believed }: ResetAccess): Promise<string[]> {
  const units = (await believed('units')) ?? [];
  return units.filter(({ attributes }) => attributes.isRestricted === true).flatMap(({ elements = [] }) => elements);
}

/** Whose loss is still to be told, if they lost anything. */
async function shieldedBefore({ judged }: ResetAccess) {
  return shieldsIn(await judged())
    .filter(({ row }) => row !== 'none')
    .map(({ id, by }) => ({ id, isByUnitAlone: by.every(({ kind }) => kind === 'restrictedUnit') }));
}
