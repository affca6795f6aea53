import { ConfigError, InternalError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { concat, slice, transpose } from "../../graph/ops/movement.js";
import { reshape } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { applyPart, createContext, prefixSpecs, specsOfParts, type Layer } from "../../nn/layer.js";
import { linear } from "../../nn/layers/linear.js";
import { globalAveragePool } from "../../nn/layers/pool.js";
import { attentionOutput, headWidth, type MethodContext, type Target } from "../method.js";
import type { SplitModel } from "../split-model.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** Where the arrays of the class head live. */
const classHeadName = "head.classes";

/**
 * A model of several labels over the map of the encoder: the label's part F_0 is what a class head makes of the places, such
 * as [v_1 | … | v_K]; the part of each attribute is a linear layer of `features` outputs on the mean of the places, with
 * a linear head. Parts of attributes exist with heads of attributes alone.
 *
 * Beside features, logits and numbers `predict` gives the attention, see {@link attentionOutput}.
 * @param heads the label, which has several answers, then attributes or none.
 * @throws ConfigError for an encoder without a map, and `model.head: none`.
 */
export function attendedModel(
  context: MethodContext,
  heads: readonly Target[],
  makeHead: (place: ClassHeadPlace) => ClassHead,
): SplitModel {
  const [label, ...attributes] = heads;
  if (label?.answers === undefined) {
    throw new InternalError("attendedModel", "the label is not several answers");
  }
  const map = context.map();
  if (context.head === "none") {
    throw new ConfigError("model.head", "a head over the places is none of features", {
      expected: "linear",
      got: "none",
    });
  }
  const { loss } = label.answers;
  const labels = label.answers.labels.length;
  const { channels, places } = map;
  const classes = makeHead({ labels, channels, places, loss });
  const layers: Record<string, Layer> = { encoder: map.layer };
  for (const target of attributes) {
    layers[`part.${target.name}`] = linear({ inFeatures: channels, outFeatures: context.features });
    layers[`head.${target.name}`] = linear({
      inFeatures: context.features,
      outFeatures: headWidth(target),
    });
  }
  const specs = specsOfParts(layers);
  const widths = [classes.width, ...attributes.map(() => context.features)];
  const matrices = Object.entries(map.layer.parameters).filter(([, { shape }]) => shape.length > 1);
  return {
    parameters: { ...specs.parameters, ...prefixSpecs(classHeadName, classes.parameters) },
    buffers: { ...specs.buffers, ...prefixSpecs(classHeadName, classes.buffers) },
    width: widths.reduce((sum, width) => sum + width),
    lastShared: `encoder.${matrices.at(-1)?.[0] ?? ""}`,
    split: (features) => cut(features, widths),
    ...(classes.scalars && { scalars: classes.scalars }),
    forward(mode, image, parameters, buffers, random, training) {
      const root = createContext(mode, parameters, buffers, random);
      const seen = applyPart(root, "encoder", map.layer, image);
      const pass = classes.read(root.child(classHeadName), tokensOf(seen), training);
      const pooled = globalAveragePool.apply(root, seen);
      const own = attributes.map(({ name }) => {
        const part = applyPart(root, `part.${name}`, need(layers, `part.${name}`), pooled);
        return {
          part,
          output: applyPart(root, `head.${name}`, need(layers, `head.${name}`), part),
        };
      });
      const [batch = 0] = image.shape;
      const parts = [pass.features, ...own.map(({ part }) => part)];
      return {
        features: parts.length === 1 ? at(parts, 0) : concat(parts, 1),
        parts,
        outputs: [pass.scores, ...own.map(({ output }) => output)],
        nextBuffers: root.nextBuffers,
        ...(pass.added && { added: pass.added }),
        ...(pass.attention && {
          shown: {
            [attentionOutput(label.name)]: reshape(pass.attention, [
              batch,
              labels * sizeOf(places),
            ]),
          },
        }),
      };
    },
  };
}

/** [B, C, ...places] -> [B, N, C] */
function tokensOf(map: Tensor): Tensor {
  const [batch = 0, channels = 0, ...places] = map.shape;
  return transpose(reshape(map, [batch, channels, sizeOf(places)]), [0, 2, 1]);
}

/** [B, Σ widths] -> [B, width] each. */
function cut(features: Tensor, widths: readonly number[]): Tensor[] {
  let start = 0;
  return widths.map((width) => {
    const range = { axis: 1, start, end: start + width };
    start += width;
    return slice(features, [range]);
  });
}

function need(layers: Readonly<Record<string, Layer>>, name: string): Layer {
  const layer = layers[name];
  if (layer === undefined) throw new InternalError("attendedModel", "no such part", { got: name });
  return layer;
}
