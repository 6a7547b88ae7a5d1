/** The colours of bars, beside those of every mail: as it was, as it is, and what both are parts of. */
import { SHEET } from '../style.ts';

export const THEN = '#9aa7b4';
export const NOW = '#1f5fa8';
export const TRACK = '#e7ecf1';

export const SUMMARY_SHEET = [
  SHEET,
  '@media (prefers-color-scheme:dark){',
  '.row{border-color:#36414d!important;}',
  '.then{background-color:#6b7885!important;}',
  '.now{background-color:#5b9be6!important;}',
  '.track{background-color:#2a343e!important;}',
  '}',
].join('\n');
