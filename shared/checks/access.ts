/** What the sources of all checks may use. Each takes what it needs and nothing can write. */
import type { Fact, Snapshot } from '../core/model/fact.ts';
import type { SettingInEffect } from '../core/model/setting.ts';
import type { GraphReader, Lists } from '../graph/graph.ts';

export interface Access {
  readonly graph: GraphReader;
  /** Lists in `$batch` calls that all sources of one run share. */
  readonly lists: Lists;
  /** The facts of another source of the check as they stand: as just read, else as last believed; null: never read. */
  readonly standing: (source: string) => Promise<readonly Fact[] | null>;
  /** What was believed of a source before this run, loaded when it is asked for; null: nothing. */
  readonly believed: (source: string) => Promise<Snapshot | null>;
  /** The verdict of the check before this run, loaded when it is asked for; null: none. */
  readonly judged: () => Promise<Snapshot | null>;
  /** The last verdict of another check, loaded when it is asked for; null: none. */
  readonly judgedBy: (check: string) => Promise<Snapshot | null>;
  /** A short text that tells two texts apart. */
  readonly hash: (text: string) => string;
  /** How much is kept of resets of synced users: `RESET_HISTORY`. */
  readonly resetHistory: 'off' | 'counts' | 'names';
  /** When the run was started, in ms. */
  readonly startedAt: number;
  /** The operator's statement; `invalid`: the setting cannot be read, which is not the same as none. */
  readonly declared: { readonly says: 'on' | 'off'; readonly on: string; readonly by: string } | 'invalid' | null;
  /** Every setting. */
  readonly settings: readonly SettingInEffect[];
}
