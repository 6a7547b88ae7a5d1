/** The sentences of what there is to do, one for each step. Full stops inside quotation marks end none. */
const SENTENCE = /(?:"[^"]*"|`[^`]*`|[^"`])+?[.!?](?= [A-Z]|$)|[\s\S]+$/gu;

/** With its full stop: the message of an error has none, and the hint that follows it is a sentence. */
export const stopped = (message: string): string => message.replace(/[^.!?…]$/u, '$&.');

/** "Look at it. Undo it." as two. @param text as a rule or an alert says it */
export const stepsOf = (text: string): string[] => (text.match(SENTENCE) ?? []).map((step) => step.trim());
