import { ShapeError } from "../base/errors.js";
import { at, sizeOf } from "../base/ndarray.js";
import { mul } from "../graph/ops/elementwise.js";
import { oneHot } from "../graph/ops/gather.js";
import { concat, transpose } from "../graph/ops/movement.js";
import { reshape } from "../graph/ops/reduce.js";
import { and, cast, greater, greaterOrEqual, less, stopGradient } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import type { FeaturePair, PairShape } from "./measure.js";
import { keepRows, standardise } from "./standardise.js";

/** A pair as measures compute with it. */
export interface CountedPair extends FeaturePair {
  /** float32 [B]: weight of each row, 0 where it does not count. */
  readonly rows: Tensor;
  /** float32 [S, B]: 1 where the row counts and belongs to the stratum; S = 1 without strata. */
  readonly membership: Tensor;
  /** float32 [B, S]: the row's stratum for a critic to read; null where there is only one. */
  readonly given: Tensor | null;
}

/** Which sides are brought to mean 0 and variance 1 over the rows that count. */
export interface Standardised {
  readonly left: boolean;
  readonly right: boolean;
}

/**
 * Settle which rows count: `valid` there means valid, of a known stratum, and of a weight above 0. Rows that do
 * not count are 0 on both sides, whatever they held, and no gradient reaches them.
 * @throws ShapeError where the pair brings strata or weights that the measure was not built for, or the reverse.
 */
export function countRows(
  name: string,
  pair: FeaturePair,
  shape: PairShape,
  standardised: Standardised,
): CountedPair {
  requireSame(name, "strata", shape.strata !== undefined, pair.stratum !== null);
  requireSame(name, "weights", shape.weighted ?? false, pair.weight !== null);
  const { strata = 1 } = shape;
  const weight = pair.weight === null ? null : stopGradient(pair.weight);
  const { stratum } = pair;
  const conditions = [
    ...(pair.valid === null ? [] : [pair.valid]),
    ...(stratum === null ? [] : [and(greaterOrEqual(stratum, 0), less(stratum, strata))]),
    ...(weight === null ? [] : [greater(weight, 0)]),
  ];
  const [first, ...others] = conditions;
  const valid = first === undefined ? null : others.reduce(and, first);
  const batch = at(pair.left.shape, 0);
  const counted = valid === null ? ones([batch]) : cast(valid, "float32");
  const side = (x: Tensor, scale: boolean) => (scale ? standardise(x, valid) : keepRows(x, valid));
  const classes = stratum === null ? null : oneHot(cast(stratum, "int64"), strata);
  return {
    left: side(pair.left, standardised.left),
    right: side(pair.right, standardised.right),
    owner: pair.owner,
    valid,
    stratum,
    weight,
    rows: weight === null ? counted : mul(counted, weight),
    membership:
      classes === null ? reshape(counted, [1, batch]) : mul(transpose(classes, [1, 0]), counted),
    given: strata > 1 ? classes : null,
  };
}

/** `left` with what is given beside it: what a network that predicts or scores within strata reads. */
export function withGiven({ left, given }: CountedPair): Tensor {
  return given === null ? left : concat([left, given], 1);
}

/** Width of {@link withGiven}. */
export function widthWithGiven({ left, strata = 1 }: PairShape): number {
  return left + (strata > 1 ? strata : 0);
}

/** Ones that broadcast as they are: float32 `shape`. */
export function ones(shape: readonly number[]): Tensor {
  return constant(new Float64Array(sizeOf(shape)).fill(1), shape);
}

function requireSame(name: string, what: string, declared: boolean, given: boolean): void {
  if (declared === given) return;
  throw new ShapeError(`dependence ${name}`, `${what} of the pair`, {
    expected: declared ? "some, as the measure was built" : "none, as the measure was built",
    got: given ? "some" : "none",
  });
}
