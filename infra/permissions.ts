/**
 * Which Graph permissions the app needs and why: what its built checks read with and nothing else, taken from
 * their sources. The grant, the doctor, the templates and the guide all speak of this one list.
 */
import { CHECKS } from '../shared/checks/index.ts';
import { gaps } from '../shared/checks/watch/verdict.ts';

export interface NeededPermission {
  readonly name: string;
  /** Without it a check has no verdict. */
  readonly required: boolean;
  /** What nobody sees without it, each as "check/source: what". */
  readonly reasons: readonly string[];
}

/** Needed by some tenants alone; granted when it is asked for, and never too much. */
export const HIDDEN_MEMBERS: NeededPermission = {
  name: 'Member.Read.Hidden',
  required: false,
  reasons: ['reset-admins/units: who is in a unit that hides its members'],
};

const SOURCES = CHECKS.flatMap((check) =>
  check.sources.map((source) => ({ place: `${check.name}/${source.name}`, source })),
);

/**
 * What is needed and not held. A wider permission that opens the same counts as held.
 * @param held names
 */
export const lacking = (held: readonly string[]): NeededPermission[] =>
  gaps(held, SOURCES).map(({ permission, required, blinds }) => ({ name: permission, required, reasons: blinds }));

/** All of them, in the order of the table. */
export const PERMISSIONS: readonly NeededPermission[] = lacking([]);
