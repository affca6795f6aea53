/** How often a label is answered yes and no among some rows. */
export interface AnswerCount {
  readonly yes: number;
  readonly no: number;
}

/**
 * Counts of the answers to each label.
 * @param answers 1 yes, 0 no, -1 missing, row by row [n, labels]; a missing one enters no count.
 */
export function countAnswers(labels: number, answers: Int32Array): AnswerCount[] {
  return Array.from({ length: labels }, (_, label) => {
    let [yes, no] = [0, 0];
    for (let entry = label; entry < answers.length; entry += labels) {
      if (answers[entry] === 1) yes += 1;
      if (answers[entry] === 0) no += 1;
    }
    return { yes, no };
  });
}
