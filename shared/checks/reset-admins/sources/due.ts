/**
 * Decides who is looked up in this reading. While few are named, all of them. From some number on, who is new, who was
 * disabled (an account that is enabled again is told at once), and of the others a share that moves on each minute, so
 * that work does not grow with whom an owner puts into a group. Who is not looked up stands as last believed.
 */
import type { Fact } from '../../../core/model/fact.ts';
import { minutesMs } from '../../../core/model/times.ts';
import { type Looked, principalKey } from './keys.ts';
import type { ResetAccess } from './queries.ts';

/** As many are looked up in two batch calls. */
const FEW = 600;
/** Everyone is looked up again within so many minutes. */
const SHARES = 15;

interface Ids {
  readonly users: ReadonlySet<string>;
  readonly applications: ReadonlySet<string>;
}

interface Due {
  readonly users: readonly string[];
  readonly applications: readonly string[];
  /** Facts of those who are not. */
  readonly known: readonly Fact[];
}

export async function dueOf(access: ResetAccess, { users, applications }: Ids): Promise<Due> {
  if (users.size + applications.size <= FEW) return { users: [...users], applications: [...applications], known: [] };
  const believed = (await access.believed('principals')) ?? [];
  const facts = new Map(believed.filter(({ missing }) => !missing).map((fact) => [fact.key, fact]));
  const share = Math.floor(access.startedAt / minutesMs(1)) % SHARES;
  const stands =
    (kind: Looked) =>
    (id: string): Fact[] => {
      const fact = facts.get(principalKey(kind, id));
      return fact?.details?.enabled === true && shareOf(id) !== share ? [fact] : [];
    };
  const known = [...[...users].flatMap(stands('user')), ...[...applications].flatMap(stands('application'))];
  const standing = new Set(known.map(({ key }) => key));
  const due = (kind: Looked, ids: ReadonlySet<string>) =>
    [...ids].filter((id) => !standing.has(principalKey(kind, id)));
  return { users: due('user', users), applications: due('application', applications), known };
}

/** Spread evenly over ids of any form. */
const shareOf = (id: string): number =>
  [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_000_003, 0) % SHARES;
