/**
 * Decides who is looked up although no source names them any more: synced users who were known in the last two readings,
 * stood in a restricted unit, or still stand in the verdict as shielded. Only so can one who lost a protection be told
 * from one who left, by name.
 */
import { shieldsIn } from '../stored.ts';
import type { ResetAccess } from './queries.ts';

/** Absence is believed after two readings: in both of them everyone who departs is still looked up. */
const LOOKED_UP_AGAIN = 2;

export interface Departed {
  readonly ids: readonly string[];
  /** `digest of who is named` and the number of readings since that changed; kept with the source. */
  readonly watermark: string;
}

/** @param named ids of users; @param shielded ids in restricted units, which are not looked up while they are there */
export async function departed(
  access: ResetAccess,
  named: ReadonlySet<string>,
  shielded: readonly string[],
  watermark: string | null,
): Promise<Departed> {
  const present = new Set([...named, ...shielded]);
  const digest = access.hash([...present].sort().join(' '));
  const round = roundOf(watermark, digest);
  if (round >= LOOKED_UP_AGAIN) return { ids: [], watermark: `${digest} ${round}` };
  const known = await knownBefore(access);
  return { ids: known.filter((id) => !present.has(id)), watermark: `${digest} ${round}` };
}

/** At the very first reading nobody can depart. */
function roundOf(watermark: string | null, digest: string): number {
  if (watermark === null) return LOOKED_UP_AGAIN;
  const [before, round] = watermark.split(' ');
  return before === digest ? Math.min(Number(round) + 1, LOOKED_UP_AGAIN) : 0;
}

async function knownBefore({ believed, judged }: ResetAccess): Promise<string[]> {
  const [people, units, verdict] = await Promise.all([believed('principals'), believed('units'), judged()]);
  const synced = (people ?? []).filter(({ attributes, missing }) => attributes.isSynced === true && !missing);
  const restricted = (units ?? []).filter(({ attributes }) => attributes.isRestricted === true);
  return [
    ...new Set([
      ...synced.map(({ attributes }) => String(attributes.id)),
      ...restricted.flatMap(({ elements = [] }) => elements),
      ...shieldsIn(verdict).flatMap(({ id, row }) => (row === 'none' ? [] : [id])),
    ]),
  ];
}
