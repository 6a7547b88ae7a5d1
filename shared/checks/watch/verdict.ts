/**
 * What the identity holds against what the built checks read with: what is missing and blinds which source, what can
 * write, which licence is seen. Pure. `unseen`, and not `unknown`, when its grants were never readable: an optional
 * self-check must not make the status warn for ever, and every gap shows at its own source as `denied` all the same.
 */
import type { SourceViews } from '../../core/model/check.ts';
import { type BelievedFact, compareText, type Fact, type Snapshot } from '../../core/model/fact.ts';
import { isRequired, type SourceDefinition } from '../../core/model/source.ts';
import { canWrite, inTableOrder, openedBy, permissionName } from '../entra/permissions.ts';
import { type WeakSetting, weakSettings } from './own-settings.ts';

/** A source that some check reads. */
export interface ReadSource {
  /** `check/source` */
  readonly place: string;
  readonly source: SourceDefinition;
}

export interface Gap {
  readonly permission: string;
  /** A required source is read with it. */
  readonly required: boolean;
  /** The sources that are read with it, each as `check/source`. */
  readonly places: readonly string[];
  /** Each as "what nobody sees (check/source)". */
  readonly blinds: readonly string[];
}

export interface Verdict {
  readonly state: 'known' | 'unseen';
  readonly granted: number;
  readonly missing: readonly Gap[];
  /** Names. */
  readonly writing: readonly string[];
  /** Ids of permissions whose name is not known here. */
  readonly unnamed: readonly string[];
  /** Null: never read. */
  readonly plans: readonly string[] | null;
  /** Settings with which the watch sees or says less than by default. */
  readonly weak: readonly WeakSetting[];
}

const UNSEEN: Verdict = { state: 'unseen', granted: 0, missing: [], writing: [], unnamed: [], plans: null, weak: [] };

export function decide(views: SourceViews, read: readonly ReadSource[]): Verdict {
  const plans = views.licence?.facts?.map(({ key }) => key) ?? null;
  const weak = weakSettings(views.settings?.facts ?? []);
  const grants = views.permissions?.facts ?? null;
  if (!grants) return { ...UNSEEN, plans, weak };
  const ids = [...new Set(grants.map(roleIdOf))].sort();
  const names = ids.flatMap((id) => permissionName(id) ?? []).sort(compareText);
  return {
    state: 'known',
    granted: ids.length,
    missing: gaps(names, read),
    writing: names.filter(canWrite),
    unnamed: ids.filter((id) => permissionName(id) === null),
    plans,
    weak,
  };
}

const roleIdOf = ({ attributes }: BelievedFact): string => String(attributes.roleId);

/** Only what a source that is built is read with is missed. */
export function gaps(granted: readonly string[], read: readonly ReadSource[]): Gap[] {
  const held = new Set(granted);
  const needed = inTableOrder(new Set(read.flatMap(({ source }) => source.permissions)));
  const missing = needed.filter((name) => !openedBy(name).some((one) => held.has(one)));
  return missing.map((permission) => {
    const blind = read.filter(({ source }) => source.permissions.includes(permission));
    const required = blind.some(({ source }) => isRequired(source));
    const places = blind.map(({ place }) => place);
    return { permission, required, places, blinds: blind.map(({ place, source }) => `${source.shows} (${place})`) };
  });
}

/** The verdict as the one fact that is stored and shown. What a gap blinds is words, and not compared. */
export const verdictFact = ({ missing, granted, weak, ...compared }: Verdict): Fact => ({
  key: 'watch',
  attributes: { ...compared, missing: missing.map(({ permission }) => permission) },
  details: { granted, missing: missing.map((gap) => ({ ...gap })), weak: weak.map((one) => ({ ...one })) },
});

/** Reads it back. Only `verdictFact` writes it, under a hash that is verified, so its shape is known. */
export function storedVerdict(verdict: Snapshot | null): Verdict {
  const fact = verdict?.find(({ key }) => key === 'watch');
  return fact ? { ...UNSEEN, ...(fact.attributes as object), ...(fact.details as object) } : UNSEEN;
}
