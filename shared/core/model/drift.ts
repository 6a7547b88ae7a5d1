/** What came, went or changed between two snapshots of one source. */
import type { Fact } from './fact.ts';

export interface Drift {
  readonly change: 'added' | 'removed' | 'changed';
  readonly key: string;
  readonly before: Fact | null;
  readonly after: Fact | null;
}
