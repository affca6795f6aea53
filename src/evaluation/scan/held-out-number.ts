import type { HeldOut, HeldOutCells } from "./held-out.js";
import { smoothing } from "./held-out.js";

/**
 * How well a column alone tells a number, out of fold: R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)².
 *
 * ŷ is the mean of the row's bin in the other folds, drawn to the mean ȳ of all rows of the other folds by 5 rows' weight. So a column that says
 * nothing has about 0, below it by what fitting noise costs; at most 1. The mean over the repeats.
 */
export function heldOutNumber(cells: HeldOutCells): HeldOut {
  const { repeats, folds, bins } = cells;
  const predict = (cellOf: Int32Array, answers: Float64Array) => {
    const [sums, counts] = [new Float64Array(folds * bins), new Float64Array(folds * bins)];
    for (let row = 0; row < answers.length; row++) {
      const cell = cellOf[row] ?? 0;
      sums[cell] = (sums[cell] ?? 0) + (answers[row] ?? NaN);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    return predictionsOf(sums, counts, folds, bins);
  };
  const errorsOf = (cellOf: Int32Array, answers: Float64Array) => {
    const { predictions, means } = predict(cellOf, answers);
    let [own, plain] = [0, 0];
    for (let row = 0; row < answers.length; row++) {
      const cell = cellOf[row] ?? 0;
      const answer = answers[row] ?? NaN;
      own += (answer - (predictions[cell] ?? NaN)) ** 2;
      plain += (answer - (means[Math.floor(cell / bins)] ?? NaN)) ** 2;
    }
    return { predictions, means, own, plain };
  };
  return {
    value(answers) {
      let sum = 0;
      for (const cellOf of repeats) {
        const { own, plain } = errorsOf(cellOf, answers);
        sum += 1 - own / plain;
      }
      return sum / repeats.length;
    },
    detail(answers) {
      const influence = new Float64Array(answers.length);
      const score = new Float64Array(answers.length);
      let value = 0;
      for (const cellOf of repeats) {
        const { predictions, means, own, plain } = errorsOf(cellOf, answers);
        const share = own / plain;
        value += (1 - share) / repeats.length;
        for (let row = 0; row < answers.length; row++) {
          const cell = cellOf[row] ?? 0;
          const answer = answers[row] ?? NaN;
          const prediction = predictions[cell] ?? NaN;
          const error = (answer - prediction) ** 2;
          const usual = (answer - (means[Math.floor(cell / bins)] ?? NaN)) ** 2;
          influence[row] = (influence[row] ?? 0) - (error - share * usual) / plain / repeats.length;
          score[row] = (score[row] ?? 0) + prediction / repeats.length;
        }
      }
      return { value, influence, scores: [score] };
    },
  };
}

/** By cell and by fold, from the other folds. */
function predictionsOf(sums: Float64Array, counts: Float64Array, folds: number, bins: number) {
  const [ofBin, rowsOfBin] = [new Float64Array(bins), new Float64Array(bins)];
  for (let cell = 0; cell < sums.length; cell++) {
    const bin = cell % bins;
    ofBin[bin] = (ofBin[bin] ?? 0) + (sums[cell] ?? 0);
    rowsOfBin[bin] = (rowsOfBin[bin] ?? 0) + (counts[cell] ?? 0);
  }
  const [sum, count] = [ofBin, rowsOfBin].map((own) => own.reduce((all, one) => all + one, 0)) as [
    number,
    number,
  ];
  const means = new Float64Array(folds);
  const predictions = new Float64Array(sums.length);
  for (let fold = 0; fold < folds; fold++) {
    let [here, rowsHere] = [0, 0];
    for (let bin = 0; bin < bins; bin++) {
      here += sums[fold * bins + bin] ?? 0;
      rowsHere += counts[fold * bins + bin] ?? 0;
    }
    const mean = (sum - here) / (count - rowsHere);
    means[fold] = mean;
    for (let bin = 0; bin < bins; bin++) {
      const cell = fold * bins + bin;
      const seen = (ofBin[bin] ?? 0) - (sums[cell] ?? 0);
      const rows = (rowsOfBin[bin] ?? 0) - (counts[cell] ?? 0);
      predictions[cell] = (seen + smoothing * mean) / (rows + smoothing);
    }
  }
  return { predictions, means };
}
