/** What a source of the check `writeback` may use in a test: one reader for all, nothing declared, nothing believed yet. */
import type { WritebackAccess } from '../../shared/checks/writeback/sources.ts';
import { sha256 } from '../../shared/compose/values.ts';
import type { GraphReader } from '../../shared/graph/graph.ts';

const STARTED_AT = Date.parse('2026-11-20T12:00:00.000Z');

export const writebackAccess = (graph: GraphReader, over: Partial<WritebackAccess> = {}): WritebackAccess => ({
  graph,
  lists: graph,
  declared: null,
  hash: sha256,
  resetHistory: 'counts',
  standing: async () => null,
  believed: async () => null,
  judgedBy: async () => null,
  startedAt: STARTED_AT,
  ...over,
});
