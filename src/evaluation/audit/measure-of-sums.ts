/** Measures from the raw sums of a group, by name; NaN where undefined. See `class-engine` and `number-engine`. */
export interface MeasureSet {
  /** In the order in which they are shown. */
  readonly names: readonly string[];
  /** Of the group whose raw sums begin at `offset`. */
  readonly valueOf: (name: string, raw: Float64Array, offset: number) => number;
  /** Rows that it is a mean of, or that its pairs come from. */
  readonly countOf: (name: string, raw: Float64Array, offset: number) => number;
  /** Why it is NaN. */
  readonly whyUndefined: (name: string, raw: Float64Array, offset: number) => string;
  /** Strata whose rows and sums are the first fields: classes, or bins of a number. */
  readonly strata: number;
}

/** What a measure is, for gaps and intervals. */
interface MeasureKind {
  /** Null: neither more nor less is better. */
  readonly better: "higher" | "lower" | null;
  /** A share of rows: hits by n. */
  readonly isProportion: boolean;
}

const higher: MeasureKind = { better: "higher", isProportion: false };
const lower: MeasureKind = { better: "lower", isProportion: false };

/** All measures of an audit. */
const measureKinds = {
  accuracy: { better: "higher", isProportion: true },
  balanced_accuracy: higher,
  auroc: higher,
  auprc: higher,
  sensitivity: { better: "higher", isProportion: true },
  specificity: { better: "higher", isProportion: true },
  f1: higher,
  positive_rate: { better: null, isProportion: true },
  ece: lower,
  brier: lower,
  mae: lower,
  mean_error: { better: null, isProportion: false },
  r2: higher,
} satisfies Record<string, MeasureKind>;

/** The kind of a measure by its name. */
export function kindOfMeasure(name: string): MeasureKind {
  const kinds: Readonly<Record<string, MeasureKind>> = measureKinds;
  return kinds[name] ?? { better: null, isProportion: false };
}

const ofTwo = [
  ...(["accuracy", "balanced_accuracy", "auroc", "auprc", "sensitivity", "specificity"] as const),
  ...(["f1", "positive_rate", "ece", "brier"] as const),
];
const ofMore = ["accuracy", "balanced_accuracy", "auroc", "ece", "brier"] as const;

/**
 * Measures of K classes: accuracy = Σ hits / n; balanced accuracy = mean over the classes that occur of hits / rows, two of
 * them at least; sensitivity and specificity are hits / rows of the second and first of two; F1 = 2 TP / (2 TP + FP + FN),
 * undefined without positives; positive rate = share that is called positive.
 */
export function classMeasures(classCount: number): MeasureSet {
  const rowsOf = (raw: Float64Array, offset: number, label: number) => raw[offset + label] ?? 0;
  const hitsOf = (raw: Float64Array, offset: number, label: number) =>
    raw[offset + classCount + label] ?? 0;
  const sum = (of: typeof rowsOf, raw: Float64Array, offset: number) => {
    let total = 0;
    for (let label = 0; label < classCount; label++) total += of(raw, offset, label);
    return total;
  };
  const recallOf = (raw: Float64Array, offset: number, label: number) =>
    hitsOf(raw, offset, label) / rowsOf(raw, offset, label);
  const balanced = (raw: Float64Array, offset: number) => {
    let [total, classes] = [0, 0];
    for (let label = 0; label < classCount; label++) {
      if (rowsOf(raw, offset, label) === 0) continue;
      total += recallOf(raw, offset, label);
      classes += 1;
    }
    return classes < 2 ? NaN : total / classes;
  };
  const after = 2 * classCount;
  const falseAlarms = (raw: Float64Array, offset: number) =>
    rowsOf(raw, offset, 0) - hitsOf(raw, offset, 0);
  const values: Readonly<Record<string, (raw: Float64Array, offset: number) => number>> = {
    accuracy: (raw, offset) => sum(hitsOf, raw, offset) / sum(rowsOf, raw, offset),
    balanced_accuracy: balanced,
    auroc: (raw, offset) => raw[offset + after] ?? NaN,
    auprc: (raw, offset) => raw[offset + after + 1] ?? NaN,
    sensitivity: (raw, offset) => recallOf(raw, offset, 1),
    specificity: (raw, offset) => recallOf(raw, offset, 0),
    f1: (raw, offset) => {
      const positives = rowsOf(raw, offset, 1);
      const right = hitsOf(raw, offset, 1);
      return positives === 0 ? NaN : (2 * right) / (positives + right + falseAlarms(raw, offset));
    },
    positive_rate: (raw, offset) =>
      (hitsOf(raw, offset, 1) + falseAlarms(raw, offset)) / sum(rowsOf, raw, offset),
    ece: (raw, offset) => raw[offset + after + 2] ?? NaN,
    brier: (raw, offset) => raw[offset + after + 3] ?? NaN,
  };
  return {
    names: classCount === 2 ? ofTwo : ofMore,
    strata: classCount,
    valueOf: (name, raw, offset) => values[name]?.(raw, offset) ?? NaN,
    countOf(name, raw, offset) {
      if (name === "sensitivity") return rowsOf(raw, offset, 1);
      if (name === "specificity") return rowsOf(raw, offset, 0);
      return sum(rowsOf, raw, offset);
    },
    whyUndefined(name, raw, offset) {
      if (sum(rowsOf, raw, offset) === 0) return "no rows";
      if (name === "balanced_accuracy") return "one class only";
      if (classCount > 2) return "a class has no rows";
      return rowsOf(raw, offset, 1) === 0 ? "no positives" : "no negatives";
    },
  };
}

/** Measures of a number: mean absolute error, mean error (prediction − target), R² of the rows; B bins are the strata. */
export function numberMeasures(binCount: number): MeasureSet {
  const sum = (raw: Float64Array, from: number) => {
    let total = 0;
    for (let bin = 0; bin < binCount; bin++) total += raw[from + bin] ?? 0;
    return total;
  };
  const after = 2 * binCount;
  const values: Readonly<Record<string, (raw: Float64Array, offset: number) => number>> = {
    mae: (raw, offset) => sum(raw, offset + binCount) / sum(raw, offset),
    mean_error: (raw, offset) => (raw[offset + after] ?? 0) / sum(raw, offset),
    r2(raw, offset) {
      const n = sum(raw, offset);
      const spread = (raw[offset + after + 3] ?? 0) - (raw[offset + after + 2] ?? 0) ** 2 / n;
      return n < 2 || !(spread > 1e-12 * (raw[offset + after + 3] ?? 0))
        ? NaN
        : 1 - (raw[offset + after + 1] ?? 0) / spread;
    },
  };
  return {
    names: ["mae", "mean_error", "r2"],
    strata: binCount,
    valueOf: (name, raw, offset) => values[name]?.(raw, offset) ?? NaN,
    countOf: (_, raw, offset) => sum(raw, offset),
    whyUndefined: (name, raw, offset) => {
      const n = sum(raw, offset);
      if (n === 0) return "no rows";
      return name === "r2" && n < 2 ? "fewer than two rows" : "all targets are equal";
    },
  };
}
