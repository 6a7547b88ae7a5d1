/** The word of a subject that says how bad it is, for a badge. Only a look: nothing else depends on it. */
interface SubjectWord {
  readonly word: string;
  readonly tone: 'critical' | 'warning' | 'info' | '';
}

/** The first severity among the first words, else the first word: `[Contoso] Warning: …` is a warning. */
export function subjectWord(subject: string): SubjectWord {
  const words = subject.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
  const severity = words.slice(0, 4).find((word) => toneOf(word) !== '');
  const word = severity ?? words[0] ?? '-';
  return { word, tone: toneOf(word) };
}

function toneOf(word: string): SubjectWord['tone'] {
  const lower = word.toLowerCase();
  return lower === 'critical' || lower === 'warning' || lower === 'info' ? lower : '';
}
