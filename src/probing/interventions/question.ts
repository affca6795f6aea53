import { at } from "../../base/ndarray.js";

/** Answers of a model by which effects are told: numbers of their columns, of `width` a row. */
export interface AnswerColumns {
  readonly width: number;
  readonly columns: readonly { readonly index: number; readonly name: string }[];
}

/** One answer of a model that is examined by itself. */
export interface Question extends AnswerColumns {
  /** Of the label, of one of several answers, or of a number. */
  readonly name: string;
  /** [n]: what the model says of the rows as they are; a control is matched to a donor by it. */
  readonly scores: ArrayLike<number>;
}

/** Of two classes the probability of the second, of more that of each. */
export function columnsOfClasses(classNames: readonly string[]): AnswerColumns {
  const all = classNames.map((name, index) => ({ index, name }));
  return { width: all.length, columns: all.length === 2 ? all.slice(1) : all };
}

/** Which class is it? Rows are matched by the probability of their own. @param probabilities row-major [n, K]. */
export function questionOfClasses(
  name: string,
  classNames: readonly string[],
  label: ArrayLike<number>,
  probabilities: Float64Array,
): Question {
  const asked = columnsOfClasses(classNames);
  const scores = Float64Array.from(label, (own, row) => at(probabilities, row * asked.width + own));
  return { name, ...asked, scores };
}

/** How much is it? @param predictions [n], in the unit of the number. */
export function questionOfNumber(name: string, predictions: Float64Array): Question {
  return { name, width: 1, columns: [{ index: 0, name }], scores: predictions };
}

/** One question for each of several answers, by its own probability. @param answers row-major [n, L], as many as there are names. */
export function questionsOfAnswers(names: readonly string[], answers: Float64Array): Question[] {
  const width = names.length;
  return names.map((name, index) => ({
    ...{ name, width, columns: [{ index, name }] },
    scores: Float64Array.from({ length: answers.length / width }, (_, row) =>
      at(answers, row * width + index),
    ),
  }));
}
