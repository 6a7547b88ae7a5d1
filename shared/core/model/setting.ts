/**
 * A setting as it is in effect, for the record: what it decides, what it holds, and whether the watch sees or says less
 * with it than by default. Of a secret only a mark that tells two apart, of a value that is not accepted nothing.
 */
export interface SettingInEffect {
  readonly name: string;
  /** Follows its name in brackets, such as "who is mailed". */
  readonly decides: string;
  /** Null: not set and without a default, secret, or not acceptable. A list where it is one. */
  readonly value: string | readonly string[] | null;
  /** Of a secret that is set: another one has another mark. */
  readonly mark: string | null;
  /** It is set and not acceptable. */
  readonly wrong: boolean;
  /** What it is without being set; null: nothing. */
  readonly usual: string | null;
  /** The watch sees or says less with it than without it. */
  readonly weaker: boolean;
}
