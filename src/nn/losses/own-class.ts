import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";

/** bool [K, K], true where row = column: a class beside itself. */
export function ownClass(classes: number): Tensor {
  const values = Array.from({ length: classes ** 2 }, (_, index) =>
    Number(index % (classes + 1) === 0),
  );
  return constant(values, [classes, classes], "bool");
}
