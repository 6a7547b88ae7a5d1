/** What the sources of all checks may use. Each takes what it needs and nothing can write. */
import type { GraphReader } from '../graph/graph.ts';

export interface Access {
  readonly graph: GraphReader;
  /** The operator's statement; `invalid`: the setting cannot be read, which is not the same as none. */
  readonly declared: { readonly says: 'on' | 'off'; readonly on: string; readonly by: string } | 'invalid' | null;
}
