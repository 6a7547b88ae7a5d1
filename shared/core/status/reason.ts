/** Why the status is not `pass`, as all that judge it say it. Decides nothing. */
export interface Reason {
  readonly level: 'warn' | 'fail';
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}
