/** A fault of ours, in a file whose name is its own: that of a running test carries what the test runner adds to it. */
export function faulty(message: string): never {
  throw new TypeError(message);
}
