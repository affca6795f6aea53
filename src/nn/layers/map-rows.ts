import { at } from "../../base/ndarray.js";
import { add } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { transpose } from "../../graph/ops/movement.js";
import { reshape } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";

/**
 * y = x·Wᵀ + b on the last axis: x [..., K], weight [F, K], bias [F] or null -> [..., F].
 *
 * All axes before the last are rows of one product. A product for each sample would be many small ones, and on the way
 * back one gradient of the whole weight for each sample, to be summed.
 * @throws ShapeError where the last axis of x is not K (from the operator).
 */
export function mapRows(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const rows = x.shape.length > 2 ? reshape(x, [-1, at(x.shape, x.shape.length - 1)]) : x;
  // With a bias the weight is turned by itself: ONNX Runtime makes one Gemm of MatMul and Add, and takes in a ReLU that follows; its
  // product with a turned operand takes neither.
  const mapped =
    bias === null
      ? matmul(rows, weight, { transposeRight: true })
      : add(matmul(rows, transpose(weight, [1, 0])), bias);
  return reshape(mapped, [...x.shape.slice(0, -1), at(weight.shape, 0)]);
}
