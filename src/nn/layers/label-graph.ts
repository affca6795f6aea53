import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { matmul } from "../../graph/ops/matmul.js";
import { maximum } from "../../graph/ops/select.js";
import { mul } from "../../graph/ops/elementwise.js";
import { constant } from "../../graph/ops/source.js";
import { kaimingUniform, normalInit } from "../init.js";
import type { Layer } from "../layer.js";
import { placeOf } from "./place.js";

/** Options of {@link labelGraph}. */
export interface LabelGraphOptions {
  /** Features F of an image. */
  readonly inFeatures: number;
  /** Width of a class's embedding. */
  readonly embedding: number;
  /** Width between the two convolutions. */
  readonly hidden: number;
  /** K×K in C order: how much of class j flows to class i; see {@link coOccurrenceGraph}. */
  readonly adjacency: readonly number[];
}

/** Slope of the leaky ReLU below 0. */
const leak = 0.2;

/**
 * A head whose class weights come from a graph of labels (after ML-GCN): x [B, F] -> logits [B, K],
 *
 *   W = Â·leakyReLU(Â·E·U₁ᵀ)·U₂ᵀ,   logits = x·Wᵀ
 *
 * with the K×K matrix Â given and not learnt. Parameters `embedding` E [K, embedding] (N(0, 1)), `firstWeight` U₁ [hidden,
 * embedding], `secondWeight` U₂ [F, hidden] (PyTorch's law for linear layers). No difference between training and evaluation.
 * @throws ShapeError where Â is not square or x is not [B, F].
 * @source Chen et al. 2019 (ML-GCN). Embeddings are learnt here; theirs are word vectors, which labels of medicine lack.
 */
export function labelGraph(options: LabelGraphOptions): Layer {
  const { inFeatures, embedding, hidden, adjacency } = options;
  const classes = Math.round(Math.sqrt(adjacency.length));
  if (classes ** 2 !== adjacency.length) {
    throw new ShapeError("labelGraph", "adjacency must be K×K", { got: adjacency.length });
  }
  return {
    parameters: {
      embedding: { shape: [classes, embedding], init: normalInit(1) },
      firstWeight: { shape: [hidden, embedding], init: kaimingUniform },
      secondWeight: { shape: [inFeatures, hidden], init: kaimingUniform },
    },
    buffers: {},
    apply: (context, x) => {
      if (x.shape.length !== 2 || x.shape[1] !== inFeatures) {
        throw new ShapeError(placeOf(context, "labelGraph"), "features must be [B, F]", {
          F: inFeatures,
          got: x.shape,
        });
      }
      const graph = constant(adjacency, [classes, classes]);
      const turned = { transposeRight: true };
      const first = matmul(
        context.parameter("embedding"),
        context.parameter("firstWeight"),
        turned,
      );
      const mixed = matmul(graph, first);
      const raised = maximum(mixed, mul(mixed, leak));
      const second = matmul(matmul(graph, raised), context.parameter("secondWeight"), turned);
      return matmul(x, second, turned);
    },
  };
}

/** How often classes come together in training: K×K each, in C order. */
export interface CoOccurrence {
  /** Rows that have class i and class j; on the diagonal those that have the class. */
  readonly together: readonly number[];
  /** Rows that have class i and of which it is known whether they have j; absent: all that have i. */
  readonly asked?: readonly number[];
}

/** Laws of {@link coOccurrenceGraph}. */
export interface CoOccurrenceLaw {
  /** τ, 0..1: from which chance of j given i on i leads to j. */
  readonly threshold: number;
  /** p, 0 ≤ p < 1: what neighbours weigh beside the class itself; 0 leaves the identity. */
  readonly share: number;
}

/**
 * Â of {@link labelGraph} from the training set. With P(j | i) = together_ij / asked_ij:
 *
 *   A_ij = 1 where P(j | i) ≥ τ and i ≠ j;   A'_ij = p/(1 − p) · A_ij / (column sum of A) + 1 on the diagonal;
 *   Â = D^−½ A'ᵀ D^−½,  D = row sums of A'
 *
 * A class without rows has no neighbours. Published: p · A_ij / sum and 1 − p on the diagonal, which is A' times 1 − p and gives
 * the same Â; p = 0.2 is the 0.25 of the code, which also has the column sum where the paper has the row sum.
 * @source Chen et al. 2019 (ML-GCN), eq. 7 and 8, and its code. Unknown answers are left out of P: ours.
 */
export function coOccurrenceGraph(
  { together, asked }: CoOccurrence,
  classes: number,
  { threshold, share }: CoOccurrenceLaw,
): number[] {
  const cell = (row: number, column: number) => row * classes + column;
  const indices = Array.from({ length: classes }, (_, index) => index);
  const rows = (row: number, column: number) =>
    asked === undefined ? at(together, cell(row, row)) : at(asked, cell(row, column));
  const linked = (row: number, column: number) =>
    row !== column &&
    rows(row, column) > 0 &&
    at(together, cell(row, column)) / rows(row, column) >= threshold;
  const links = indices.map((column) => indices.filter((row) => linked(row, column)).length);
  const weight = share / (1 - share);
  const smoothed = (row: number, column: number) =>
    row === column ? 1 : linked(row, column) ? weight / (at(links, column) + 1e-6) : 0;
  const scale = indices.map(
    (row) => indices.reduce((total, column) => total + smoothed(row, column), 0) ** -0.5,
  );
  return indices.flatMap((row) =>
    indices.map((column) => at(scale, row) * smoothed(column, row) * at(scale, column)),
  );
}
