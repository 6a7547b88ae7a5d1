/** The sentences of what there is to do, one for each step. Full stops inside quotation marks end none. */
const SENTENCE = /(?:"[^"]*"|`[^`]*`|[^"`])+?[.!?](?= [A-Z]|$)|[\s\S]+$/gu;

/** "Look at it. Undo it." as two. @param text as a rule or an alert says it */
export const stepsOf = (text: string): string[] => (text.match(SENTENCE) ?? []).map((step) => step.trim());
