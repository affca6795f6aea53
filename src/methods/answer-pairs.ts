/** How often training rows answer two labels yes: K×K each, in C order. */
export interface AnswerPairs {
  /** Rows whose answer to i and to j is yes; on the diagonal those to one. */
  readonly together: readonly number[];
  /** Rows whose answer to i is yes and to j is known. */
  readonly asked: readonly number[];
}

/**
 * Counts of pairs of answers.
 * @param answers 1 yes, 0 no, -1 missing, row by row [n, labels]; a missing one enters no count.
 */
export function countAnswerPairs(labels: number, answers: Int32Array): AnswerPairs {
  const together = new Array<number>(labels * labels).fill(0);
  const asked = new Array<number>(labels * labels).fill(0);
  for (let start = 0; start < answers.length; start += labels) {
    for (let one = 0; one < labels; one++) {
      if (answers[start + one] !== 1) continue;
      for (let other = 0; other < labels; other++) {
        const cell = one * labels + other;
        const answer = answers[start + other] ?? -1;
        if (answer === 1) together[cell] = (together[cell] ?? 0) + 1;
        if (answer >= 0) asked[cell] = (asked[cell] ?? 0) + 1;
      }
    }
  }
  return { together, asked };
}
