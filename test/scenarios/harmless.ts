/** What must never come out raw where a person or a program reads a line. */

/** Control, format (bidi, zero width, tags), line and paragraph separators, lone surrogates. */
export const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What starts a formula in a spreadsheet, also behind what a spreadsheet skips. */
export const FORMULA = /^[\s\u200b\ufeff]*[=+@\p{Dash}＝﹦⁼₌＋﹢⁺₊＠﹫]/u;
