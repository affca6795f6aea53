import { at } from "../base/ndarray.js";
import { add, mul } from "../graph/ops/elementwise.js";
import { matmul } from "../graph/ops/matmul.js";
import { concat, slice } from "../graph/ops/movement.js";
import { mean, softmax, sum } from "../graph/ops/reduce.js";
import { stopGradient } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { kaimingUniform } from "../nn/init.js";
import type { ApplyContext, ArraySpec, SpecTree } from "../nn/layer.js";

/** Options of {@link confounderAttention}. */
export interface ConfounderAttentionOptions {
  /** Number of factors K. */
  readonly factors: number;
  /** Features F of each factor's part. */
  readonly features: number;
  /** Features F₀ of the label's part; absent: F. */
  readonly primary?: number;
  /** Width d_a of queries and keys. */
  readonly width: number;
  /**
   * Where the query comes from. `learned`: one vector. `batch`: W_q times the batch mean of F_0, cut. `primary`:
   * W_q F_0 of each row, which lets F_0 leak into what it is compared with: an ablation.
   */
  readonly query: "learned" | "batch" | "primary";
  /** `weigh`: weighted parts side by side, [B, K·F]. `summarise`: their sum, [B, F]. */
  readonly combine: "weigh" | "summarise";
  /** `linear`: v_j = W_v F_j, one W_v for all parts. `identity`: v_j = F_j. */
  readonly values: "linear" | "identity";
}

/** Weighs the parts of K factors into one vector. Its parameters belong to the critic's side. */
export interface ConfounderAttention {
  readonly parameters: SpecTree;
  /** Features of the result. */
  readonly features: number;
  /** primary [B, F₀], factors K times [B, F] -> [B, features]. */
  apply(context: ApplyContext, primary: Tensor, factors: readonly Tensor[]): Tensor;
}

/**
 * Confounder attention in the space of features (reconstruction of MIMM-X's attention weighter, variant A):
 *
 *   k_j = W_k F_j,  v_j = W_v F_j,  a = softmax over j of q·k_j / √d_a  (for each row)
 *   weigh: S = [a_1 v_1 | … | a_K v_K];  summarise: S = Σ_j a_j v_j
 *
 * One critic then compares F_0 with S instead of one a factor. W_k, W_v and the query are updated by *ascent*
 * together with the critic: attention then tightens a lower bound of the joint dependence, and the encoder
 * minimises it. S must be a function of the factors alone, else I(F_0; S) ≤ I(F_0; F_1 … F_K) fails: hence a
 * learned query by default. With K = 1 and identity values S = F_1.
 *
 * Parameters `query` [d_a] (`learned`) or `queryWeight` [d_a, F₀], `keyWeight` [d_a, F], `valueWeight` [F, F]
 * (`linear`); all by PyTorch's law for linear layers.
 * @source name: Fay et al. 2025 (MIMM-X); definition: ours, not published.
 */
export function confounderAttention(options: ConfounderAttentionOptions): ConfounderAttention {
  const { factors, features, primary: asking = features, width, query, combine, values } = options;
  const weight: ArraySpec = { shape: [width, features], init: kaimingUniform };
  return {
    parameters: {
      ...(query === "learned"
        ? { query: { shape: [1, width], init: kaimingUniform } }
        : { queryWeight: { shape: [width, asking], init: kaimingUniform } }),
      keyWeight: weight,
      ...(values === "linear"
        ? { valueWeight: { shape: [features, features], init: kaimingUniform } }
        : {}),
    },
    features: combine === "weigh" ? factors * features : features,
    apply: (context, primary, parts) => {
      const project = (x: Tensor, name: string) =>
        matmul(x, context.parameter(name), { transposeRight: true });
      const asked =
        query === "learned"
          ? context.parameter("query")
          : query === "primary"
            ? project(primary, "queryWeight")
            : project(stopGradient(mean(primary, { axes: [0], keepAxes: true })), "queryWeight");
      const scores = parts.map((part) =>
        sum(mul(project(part, "keyWeight"), asked), { axes: [1], keepAxes: true }),
      );
      const attention = softmax(mul(concat(scores, 1), 1 / Math.sqrt(width)));
      const weighted = parts.map((part, index) =>
        mul(
          values === "linear" ? project(part, "valueWeight") : part,
          slice(attention, [{ axis: 1, start: index, end: index + 1 }]),
        ),
      );
      if (combine === "weigh") return weighted.length === 1 ? at(weighted, 0) : concat(weighted, 1);
      return weighted.reduce((total, part) => add(total, part));
    },
  };
}
