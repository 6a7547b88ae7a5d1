/** Whoever changes the tenant named something it does not have. The console shows the message; a test fails on it. */
export class UnknownObject extends Error {}

/** @throws UnknownObject when there is none */
export function known<T>(found: T | undefined, what: string, name: string): T {
  if (found === undefined) throw new UnknownObject(`There is no ${what} '${name}'.`);
  return found;
}
