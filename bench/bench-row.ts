/** One line of the benchmark's table. A shape only. */
export interface BenchRow {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly holds: boolean;
}
