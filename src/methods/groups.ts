import { at } from "../base/ndarray.js";
import { add, mul } from "../graph/ops/elementwise.js";
import { oneHot } from "../graph/ops/gather.js";
import { matmul } from "../graph/ops/matmul.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { and, cast, greaterOrEqual, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import type { MethodContext } from "./method.js";

/** Number of groups of a run: labels times the values of every attribute. */
export function countGroups({ label, attributes }: Pick<MethodContext, "label" | "attributes">) {
  return attributes.reduce((product, { classes }) => product * classes, label.classes);
}

/** Number of environments of a run: combinations of attribute values. */
export function countEnvironments({ attributes }: Pick<MethodContext, "attributes">): number {
  return attributes.reduce((product, { classes }) => product * classes, 1);
}

/**
 * Number of each row's combination of values, first value slowest, as `groupOf` of the data room numbers
 * groups: values int32 [B] each, sizes of each -> int64 [B]; -1 where any value is missing (-1).
 */
export function combinationIndex(values: readonly Tensor[], sizes: readonly number[]): Tensor {
  const wide = values.map((value) => cast(value, "int64"));
  const index = wide.reduce((total, value, position) =>
    add(mul(total, at(sizes, position)), value),
  );
  const known = wide.map((value) => greaterOrEqual(value, 0)).reduce((all, one) => and(all, one));
  return where(known, index, -1);
}

/** Rows of each group and how they are reached: what group means are taken with. */
export interface Membership {
  /** 1 where row b is in group g, [B, G]; a row without a group (-1) has zeros. */
  readonly member: Tensor;
  /** Rows of the batch in each group, [G]. */
  readonly counts: Tensor;
}

/** Which row is in which of `count` groups: index int64 [B]. */
export function membership(index: Tensor, count: number): Membership {
  const member = oneHot(index, count);
  return { member, counts: sum(member, { axes: [0] }) };
}

/** Sum of `values` [B] over the rows of each group, [G]. */
export function groupSums({ member }: Membership, values: Tensor): Tensor {
  const column = reshape(values, [at(values.shape, 0), 1]);
  return reshape(matmul(member, column, { transposeLeft: true }), [at(member.shape, 1)]);
}
