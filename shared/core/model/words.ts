/**
 * The type of what the watch says. A plain `string` is text from outside until proved otherwise: a name, a key, an error
 * of a service. It is no `Words`, so TypeScript refuses a title like `New job: ${name}`. Only core/text makes them.
 */
declare const OURS: unique symbol;

/** Words of ours, in which whatever came from outside stands quoted or defanged. */
export type Words = string & { readonly [OURS]: true };
