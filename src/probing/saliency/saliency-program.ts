import { ConfigError, InternalError } from "../../base/errors.js";
import { sizeOf } from "../../base/ndarray.js";
import { gradients } from "../../graph/gradient.js";
import { mul } from "../../graph/ops/elementwise.js";
import { reshape, sum } from "../../graph/ops/reduce.js";
import { input } from "../../graph/ops/source.js";
import { createProgram, type Port, type Program } from "../../graph/program.js";
import type { Tensor } from "../../graph/tensor.js";
import type { Shape } from "../../graph/types.js";
import { classTokenRelevance, selfAttentions } from "./attention-rollout.js";
import { gradCam } from "./grad-cam.js";
import { lastFeatureMap } from "./last-feature-map.js";
import { logOdds } from "./log-odds.js";

/** Which tensors of a program that predicts are looked at. */
export interface SaliencyPorts {
  /** Input [B, C, ...extents]. */
  readonly image: string;
  /** Output [B, K]: logits of classes, or of K answers of yes or no, or a number, K = 1. */
  readonly output: string;
  /** Log odds of one class against the others; or a column as it is: a number, or the logit, and so the log odds, of one answer of yes or no. */
  readonly score: "log odds" | "column";
  /** [channels, ...places] of the encoder's last map; null where it has none. */
  readonly map: Shape | null;
  /** Grid of the patches whose tokens the encoder's self-attentions are over, after a class token; null where it has none. */
  readonly patches?: Shape | null;
}

/** Names of what a saliency program is fed beside the inputs of the program that predicts, and of what it gives. */
export const saliencyNames = {
  /** Input float32 [B, K]: 1 for the class, or the column, that is asked about, else 0. */
  chosen: "chosen",
  /** Log odds of that class or answer, or the number, [B]. */
  score: "score",
  /** d score / d image, [B, C, ...extents]. */
  gradient: "gradient",
  /** Grad-CAM before it is rectified, [B, ...places]; where the encoder has a map that all ways go through. */
  cam: "cam",
  /** Relevance of the patches to the class token, [B, ...patches], 0 or more; where the encoder has one. */
  attention: "attention",
} as const;

/**
 * A program that predicts, with the way back from the score of a class, of an answer, or from a number, to image and map: one ONNX model for all maps. Rows do not
 * see each other (evaluation mode), so that the gradient of the sum of the scores is that of each row.
 * @throws ConfigError where there is no choice between classes, or the scores do not depend on the image.
 */
export function saliencyProgram(
  predict: Program,
  { image, output, score: kind, map, patches = null }: SaliencyPorts,
): Program {
  const seen = portOf(predict.inputs, image);
  const scores = portOf(predict.outputs, output);
  const chosen = input(saliencyNames.chosen, scores.shape);
  const isColumn = kind === "column";
  if (!isColumn && (scores.shape[1] ?? 0) < 2) {
    throw new ConfigError("saliency", "needs two classes at least", { got: scores.shape });
  }
  const score = isColumn ? sum(mul(scores, chosen), { axes: [1] }) : logOdds(scores, chosen);
  const [batch = 0] = seen.shape;
  const last = map === null ? null : lastFeatureMap(scores, seen, [batch, ...map]);
  const attentions = patches === null ? [] : selfAttentions(scores, sizeOf(patches) + 1);
  const [gradient = null, ...others] = gradients(sum(score), [
    seen,
    ...attentions,
    ...(last === null ? [] : [last]),
  ]);
  const attentionGradients = others.slice(0, attentions.length).filter((own) => own !== null);
  const mapGradient = others[attentions.length] ?? null;
  if (gradient === null) {
    throw new ConfigError("saliency", "the scores do not depend on the image", { got: output });
  }
  return createProgram("saliency", {
    [saliencyNames.score]: score,
    [saliencyNames.gradient]: gradient,
    ...(last === null || mapGradient === null
      ? {}
      : { [saliencyNames.cam]: gradCam(last, mapGradient) }),
    ...(patches === null || attentionGradients.length < Math.max(1, attentions.length)
      ? {}
      : {
          [saliencyNames.attention]: reshape(classTokenRelevance(attentions, attentionGradients), [
            batch,
            ...patches,
          ]),
        }),
  });
}

function portOf(ports: readonly Port[], name: string): Tensor {
  const port = ports.find((own) => own.name === name);
  if (port === undefined) throw new InternalError("saliency", `the program has no ${name}`);
  return port.tensor;
}
