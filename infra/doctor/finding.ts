/** What the doctor says: one finding per thing looked at. What could not be looked at is never said to be well. */

export type State = 'ok' | 'mend' | 'unseen';

export interface Finding {
  readonly state: State;
  readonly what: string;
  /** The command that fixes it, or what a person has to do. */
  readonly todo?: string;
}

export const ok = (what: string): Finding => ({ state: 'ok', what });
export const mend = (what: string, todo: string): Finding => ({ state: 'mend', what, todo });
export const unseen = (what: string, todo = ''): Finding => ({ state: 'unseen', what, ...(todo && { todo }) });

/** All of a kind in one finding where nothing is wrong. */
export const orOk = (found: readonly Finding[], well: string): Finding[] =>
  found.length > 0 ? [...found] : [ok(well)];
