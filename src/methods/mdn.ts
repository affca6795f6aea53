import { z } from "zod";
import { add, div, mul, sub } from "../graph/ops/elementwise.js";
import { matmul } from "../graph/ops/matmul.js";
import { concat, slice } from "../graph/ops/movement.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { cast, greaterOrEqual, maximum, stopGradient } from "../graph/ops/select.js";
import { constant, input } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { constantInit, type ApplyContext, type Layer } from "../nn/layer.js";
import { batchRows, classifier, type Rows } from "./classifier.js";
import {
  attributeColumns,
  factorColumns,
  metadataDesign,
  type MetadataDesign,
} from "./metadata-design.js";
import { attributeInput, defineMethod, type MethodContext } from "./method.js";

/** Buffer that holds the running coefficients, under the encoder's name. */
const runningBeta = "metadataNorm.beta";

/**
 * Metadata normalisation: what the attributes explain of each feature is taken out before the head.
 *
 *   f = M β + r,  M = [1, attributes, label]
 *   training:   β = (E[m mᵀ])⁻¹ · (1/n) Σ_batch m fᵀ,  features f − M_a β_a
 *   evaluation: features f − M_a β̄_a,  β̄ ← (1 − momentum) β̄ + momentum β after each batch
 *
 * The label stays in the design, so that what label and attributes share is not put down to the attributes;
 * only the attributes' part is subtracted. E[m mᵀ] is of the whole training set (by groups, as an epoch shows
 * them), only mᵀf of the batch; gradients flow through β. Attributes enter as indicators minus their means, so
 * that a missing value changes nothing; rows without a group do not enter β.
 *
 * **Prediction needs the attributes of its rows**, as published: `predict` has an input `attribute/<name>` for
 * each. There is no setting that is `erm`.
 *
 * Defaults: momentum 0.1, as in the authors' code.
 * @throws ConfigError where label and attributes are collinear in training.
 */
export const mdn = defineMethod({
  name: "mdn",
  title: "Metadata normalisation",
  source: {
    work: "Lu et al. 2021, CVPR",
    differs:
      "One layer, on the features before the head (published: after several layers); the intercept stays in the features (their code subtracts it too); attributes are categories.",
  },
  needs: ["label-classes", "attribute-labels", "attribute-classes"],
  config: z.strictObject({
    name: z.literal("mdn"),
    momentum: z
      .number()
      .gt(0)
      .max(1)
      .default(0.1)
      .describe("share of the batch's coefficients in the next running ones"),
  }),
  build: ({ momentum }, context) => {
    const design = metadataDesign(context);
    const rows = batchRows(context);
    const encoder = (outputs: number) =>
      withMetadataNorm(context.encoder(outputs), { context, outputs, design, rows, momentum });
    return classifier({ ...context, encoder }, { rows });
  },
});

interface MetadataNorm {
  readonly context: MethodContext;
  readonly outputs: number;
  readonly design: MetadataDesign;
  readonly rows: Rows;
  readonly momentum: number;
}

/** The encoder with its features normalised; names of its arrays stay as they are. */
function withMetadataNorm(encoder: Layer, norm: MetadataNorm): Layer {
  const shape = [norm.design.attributeColumns, norm.outputs];
  return {
    parameters: encoder.parameters,
    buffers: { ...encoder.buffers, [runningBeta]: { shape, init: constantInit(0) } },
    apply: (layer, x) => {
      const features = encoder.apply(layer, x);
      return layer.mode === "train"
        ? normaliseBatch(features, layer, norm)
        : sub(features, matmul(evaluationColumns(norm), layer.buffer(runningBeta)));
    },
  };
}

function normaliseBatch(features: Tensor, layer: ApplyContext, norm: MetadataNorm): Tensor {
  const { rows, design, momentum, context } = norm;
  const column = (x: Tensor) => reshape(x, [context.batch, 1]);
  const own = attributeColumns(rows.attributes.map(column), design);
  const label = factorColumns(column(rows.label), design.means[0] ?? []);
  const known = cast(greaterOrEqual(column(rows.group), 0), "float32");
  const matrix = concat([known, mul(own, known), mul(label, known)], 1);
  const products = matmul(matrix, features, { transposeLeft: true });
  const inverse = constant(design.inverseMoment, [design.columns, design.columns]);
  const beta = matmul(inverse, div(products, maximum(sum(known), 1)));
  const taken = slice(beta, [{ axis: 0, start: 1, end: 1 + design.attributeColumns }]);
  const old = mul(layer.buffer(runningBeta), 1 - momentum);
  layer.updateBuffer(runningBeta, add(old, mul(stopGradient(taken), momentum)));
  return sub(features, matmul(own, taken));
}

/** The attributes' columns of the rows that are predicted. */
function evaluationColumns({ context, design }: MetadataNorm): Tensor {
  const values = context.attributes.map(({ name }) =>
    reshape(input(attributeInput(name), [context.evaluationBatch], "int32"), [
      context.evaluationBatch,
      1,
    ]),
  );
  return attributeColumns(values, design);
}
