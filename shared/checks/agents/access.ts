/** What the sources of the check `agents` may use, and the definition version that they share so far. */
import type { GraphReader } from '../../graph/graph.ts';

export interface AgentsAccess {
  readonly graph: GraphReader;
}

export const V1 = { scheme: 1, attributes: 1 };
