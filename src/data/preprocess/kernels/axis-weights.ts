import { at } from "../../../base/ndarray.js";

/** How an axis is resampled: output i is Σ weights[i · width + k] · input[first[i] + k] over k < count[i]. */
export interface AxisWeights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Most inputs of an output. */
  readonly width: number;
  readonly weights: Float64Array;
}

/** Part of an axis of `extent` samples: from edge to edge, where sample j fills [j, j + 1]. */
export interface AxisSpan {
  readonly extent: number;
  readonly from: number;
  readonly to: number;
}

/** A symmetric kernel: 0 beyond `support` samples from its middle. */
interface Filter {
  readonly support: number;
  weight(distance: number): number;
}

/** 1 - |t|. */
const triangle: Filter = {
  support: 1,
  weight: (distance) => Math.max(0, 1 - Math.abs(distance)),
};

/** Keys' cubic with a = -1/2, in the order of operations of Pillow. */
const keys: Filter = {
  support: 2,
  weight(distance) {
    const t = Math.abs(distance);
    if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
    return t < 2 ? (((t - 5) * t + 8) * t - 4) * -0.5 : 0;
  },
};

/** Ways to resample an axis to a size. */
export type ResampleMethod = "area" | "cubic" | "linear" | "nearest";

/**
 * Weights that resample `span` to `size` samples. With s = (to - from) / size, output i covers [from + s·i, from + s·(i + 1)]
 * and has its middle at c = from + s·(i + 1/2):
 *
 *   area     input j weighs as much as it overlaps with what the output covers
 *   linear   1 - |t| and
 *   cubic    Keys' kernel with a = -1/2, at t = (j + 1/2 - c) / max(s, 1): stretched where the axis shrinks (antialiasing)
 *   nearest  the input that c lies in
 *
 * Weights of each output sum to 1; what lies beyond the ends of the axis is left out.
 * @source Pillow, Resample.c (linear, cubic); OpenCV, resize.cpp (area).
 */
export function axisWeights(span: AxisSpan, size: number, method: ResampleMethod): AxisWeights {
  switch (method) {
    case "area":
      return areaWeights(span, size);
    case "linear":
      return filterWeights(span, size, triangle);
    case "cubic":
      return filterWeights(span, size, keys);
    case "nearest":
      return nearestWeights(span, size);
  }
}

function filterWeights({ extent, from, to }: AxisSpan, size: number, filter: Filter): AxisWeights {
  const scale = (to - from) / size;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  return gatherWeights(size, 2 * Math.ceil(support) + 1, (output) => {
    const middle = from + (output + 0.5) * scale;
    const first = Math.max(0, Math.trunc(middle - support + 0.5));
    const end = Math.min(extent, Math.trunc(middle + support + 0.5));
    const squeeze = 1 / stretch;
    return { first, end, weight: (input) => filter.weight((input - middle + 0.5) * squeeze) };
  });
}

function areaWeights({ extent, from, to }: AxisSpan, size: number): AxisWeights {
  const length = to - from;
  return gatherWeights(size, Math.ceil(length / size) + 2, (output) => {
    // A product over a quotient: edges that are whole numbers come out whole.
    const left = from + (output * length) / size;
    const right = from + ((output + 1) * length) / size;
    return {
      first: Math.floor(left),
      end: Math.min(extent, Math.ceil(right)),
      weight: (input) => Math.min(right, input + 1) - Math.max(left, input),
    };
  });
}

function nearestWeights({ extent, from, to }: AxisSpan, size: number): AxisWeights {
  return gatherWeights(size, 1, (output) => {
    const middle = from + ((2 * output + 1) * (to - from)) / (2 * size);
    const first = Math.min(extent - 1, Math.floor(middle));
    return { first, end: first + 1, weight: () => 1 };
  });
}

/** Inputs of one output, and what each weighs before the weights are brought to a sum of 1. */
interface Window {
  readonly first: number;
  readonly end: number;
  weight(input: number): number;
}

/** Lays the windows of all outputs out as {@link AxisWeights}. */
export function gatherWeights(
  size: number,
  width: number,
  windowOf: (output: number) => Window,
): AxisWeights {
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Float64Array(size * width);
  for (let output = 0; output < size; output++) {
    const window = windowOf(output);
    const start = output * width;
    let sum = 0;
    for (let input = window.first; input < window.end; input++) {
      const weight = window.weight(input);
      weights[start + input - window.first] = weight;
      sum += weight;
    }
    first[output] = window.first;
    count[output] = window.end - window.first;
    for (let tap = start; tap < start + at(count, output); tap++) {
      weights[tap] = at(weights, tap) / sum;
    }
  }
  return { first, count, width, weights };
}
