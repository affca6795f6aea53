import { ConfigError } from "../base/errors.js";
import { at, type ArrayTree } from "../base/ndarray.js";
import { fitLogistic, type LogisticFit, type LogisticPenalty } from "./fit-logistic.js";
import type { MethodContext } from "./method.js";
import { averageName } from "./phase.js";
import type { FeatureRows } from "./row-values.js";

/** Mean and standard deviation of each feature (divided by n); 1 for a constant one. */
export interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Scale of features over rows. */
export function scaleOf({ values, width }: FeatureRows): Scale {
  const rows = width === 0 ? 0 : values.length / width;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (const [index, value] of values.entries())
    mean[index % width] = at(mean, index % width) + value / rows;
  for (const [index, value] of values.entries()) {
    const feature = index % width;
    deviation[feature] = at(deviation, feature) + (value - at(mean, feature)) ** 2 / rows;
  }
  for (const [feature, variance] of deviation.entries()) {
    const size = Math.abs(at(mean, feature));
    deviation[feature] = variance > (1e-7 * size) ** 2 ? Math.sqrt(variance) : 1;
  }
  return { mean, deviation };
}

/** (value − mean) / deviation, feature by feature. */
export function standardise(values: Float64Array, { mean, deviation }: Scale): Float64Array {
  const width = mean.length;
  return values.map(
    (value, index) => (value - at(mean, index % width)) / at(deviation, index % width),
  );
}

/** A fit on standardised features as one on the features themselves: W / s, b − (W / s)·mean. */
export function unscaled({ weight, bias }: LogisticFit, { mean, deviation }: Scale): LogisticFit {
  const width = mean.length;
  const own = weight.map((value, index) => value / at(deviation, index % width));
  return {
    weight: own,
    bias: bias.map((value, label) =>
      mean.reduce(
        (rest, centre, feature) => rest - at(own, label * width + feature) * centre,
        value,
      ),
    ),
  };
}

/** Logistic regression on standardised features, in the features' own units. */
export function fitHead(
  features: FeatureRows,
  labels: Int32Array,
  classes: number,
  penalty: LogisticPenalty,
): LogisticFit {
  const scale = scaleOf(features);
  const scaled = standardise(features.values, scale);
  return unscaled(
    fitLogistic({ features: scaled, width: features.width, labels, classes }, penalty),
    scale,
  );
}

/** Names of the label's head as `predict` reads it: moving averages where the run keeps them. */
export function headNames(context: Pick<MethodContext, "label" | "averageDecay">) {
  const read = (name: string) => (context.averageDecay === null ? name : averageName(name));
  const head = `head.${context.label.name}`;
  return { weight: read(`${head}.weight`), bias: read(`${head}.bias`) } as const;
}

/** The head's arrays with the values of a fit. */
export function headArrays(
  context: Pick<MethodContext, "label" | "averageDecay">,
  { weight, bias }: LogisticFit,
): ArrayTree {
  const names = headNames(context);
  return { [names.weight]: Float32Array.from(weight), [names.bias]: Float32Array.from(bias) };
}

/** @throws ConfigError where there is no linear layer to fit anew. */
export function requireLinearHead(method: string, { head }: Pick<MethodContext, "head">): void {
  if (head === "linear") return;
  throw new ConfigError("model.head", `${method} fits the last layer anew`, {
    expected: "linear",
    got: head,
    advice: "Set model.head to linear.",
  });
}
