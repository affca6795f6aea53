import { ConfigError, InternalError } from "../../base/errors.js";
import { sizeOf } from "../../base/ndarray.js";
import { transpose } from "../../graph/ops/movement.js";
import { reshape } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { applyPart, createContext, specsOfParts } from "../../nn/layer.js";
import { attentionOutput, type MethodContext } from "../method.js";
import type { SplitModel } from "../split-model.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** Where the arrays of the class head live. */
const classHeadName = "head.classes";

/**
 * A model of several labels over the map of the encoder. Its one part F_0 is what a class head makes of the places, such as
 * [v_1 | … | v_K], [B, width]; attributes have none.
 *
 * Beside features and logits `predict` gives the attention, see {@link attentionOutput}.
 * @throws ConfigError for an encoder without a map, and `model.head: none`.
 */
export function attendedModel(
  context: MethodContext,
  makeHead: (place: ClassHeadPlace) => ClassHead,
): SplitModel {
  const { name, answers } = context.label;
  if (answers === undefined) {
    throw new InternalError("attendedModel", "the label is not several answers");
  }
  if (context.head === "none") {
    throw new ConfigError("model.head", "a head over the places is none of features", {
      expected: "linear",
      got: "none",
    });
  }
  const { layer, channels, places } = context.map();
  const labels = answers.labels.length;
  const classes = makeHead({ labels, channels, places, loss: answers.loss });
  const matrices = Object.entries(layer.parameters).filter(([, { shape }]) => shape.length > 1);
  return {
    ...specsOfParts({ encoder: layer, [classHeadName]: classes }),
    width: classes.width,
    lastShared: `encoder.${matrices.at(-1)?.[0] ?? ""}`,
    split: (features) => [features],
    ...(classes.scalars && { scalars: classes.scalars }),
    forward(mode, image, parameters, buffers, random, training) {
      const root = createContext(mode, parameters, buffers, random);
      const seen = applyPart(root, "encoder", layer, image);
      const pass = classes.read(root.child(classHeadName), tokensOf(seen), training);
      const { features, scores, attention, added } = pass;
      const [batch = 0] = image.shape;
      const flat = [batch, labels * sizeOf(places)];
      return {
        features,
        parts: [features],
        outputs: [scores],
        nextBuffers: root.nextBuffers,
        ...(added && { added }),
        ...(attention && { shown: { [attentionOutput(name)]: reshape(attention, flat) } }),
      };
    },
  };
}

/** [B, C, ...places] -> [B, N, C] */
function tokensOf(map: Tensor): Tensor {
  const [batch = 0, channels = 0, ...places] = map.shape;
  return transpose(reshape(map, [batch, channels, sizeOf(places)]), [0, 2, 1]);
}
