/** The subjects of rows as numbers. */
export interface NumberedSubjects {
  /** [n], 0..S-1, in the order of their first rows. */
  readonly subjectOf: Int32Array;
  readonly subjectCount: number;
}

/** Number subjects [n], equal names alike. */
export function numberSubjects(subjects: readonly string[]): NumberedSubjects {
  const numbers = new Map<string, number>();
  const subjectOf = new Int32Array(subjects.length);
  for (const [row, subject] of subjects.entries()) {
    const number = numbers.get(subject) ?? numbers.size;
    if (number === numbers.size) numbers.set(subject, number);
    subjectOf[row] = number;
  }
  return { subjectOf, subjectCount: numbers.size };
}
