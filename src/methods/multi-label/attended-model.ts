import { ConfigError, InternalError } from "../../base/errors.js";
import { sizeOf } from "../../base/ndarray.js";
import { concat, slice, transpose } from "../../graph/ops/movement.js";
import { reshape } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { applyPart, createContext, specsOfParts, withoutUpdates } from "../../nn/layer.js";
import type { Look } from "../gradient-scaling.js";
import {
  attentionOutput,
  furtherAttentionOutput,
  type MethodContext,
  type Target,
} from "../method.js";
import type { SplitModel } from "../split-model.js";
import { attributeParts } from "./attribute-parts.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** Where the arrays of the class head live. */
const classHeadName = "head.classes";

/** A {@link SplitModel} over the places of a map. */
export interface AttendedModel extends SplitModel {
  /** Features of the label's part F_0. */
  readonly labelWidth: number;
}

/**
 * A model of several labels over the map of the encoder. Its first part F_0 is what a class head makes of the places, such as
 * [v_1 | … | v_K], [B, labelWidth].
 * @param attributes those that have a part and a head of their own, attribute-parts.ts; features are then [F_0 | F_1 | …].
 *
 * Beside features and logits `predict` gives the attention, see {@link attentionOutput}.
 * @throws ConfigError for an encoder without a map, and `model.head: none`.
 */
export function attendedModel(
  context: MethodContext,
  makeHead: (place: ClassHeadPlace) => ClassHead,
  attributes: readonly Target[],
): AttendedModel {
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
  const { layer, channels, places, centres } = context.map();
  const pixels = context.imageShape.slice(1);
  const { labels: names, ...asked } = answers;
  const labels = names.length;
  const classes = makeHead({ labels, channels, places, centres, pixels, ...asked });
  const others = attributeParts(attributes, channels, context);
  const alone = attributes.length === 0;
  const labelWidth = alone ? classes.width : (classes.partWidth ?? classes.width);
  const widths = [labelWidth, ...attributes.map(() => context.features)];
  const matrices = Object.entries(layer.parameters).filter(([, { shape }]) => shape.length > 1);
  const own = specsOfParts({ encoder: layer, [classHeadName]: classes });
  return {
    parameters: { ...own.parameters, ...others.parameters },
    buffers: { ...own.buffers, ...others.buffers },
    labelWidth,
    width: widths.reduce((sum, width) => sum + width),
    lastShared: `encoder.${matrices.at(-1)?.[0] ?? ""}`,
    split: (features) => cut(features, widths),
    ...(classes.scalars && { scalars: classes.scalars }),
    forward(mode, image, parameters, buffers, random, training) {
      const root = createContext(mode, parameters, buffers, random);
      const tokens = tokensOf(applyPart(root, "encoder", layer, image));
      const looks: Look[] = [];
      const lookAt = (images: Tensor) => {
        const seen = tokensOf(applyPart(withoutUpdates(root), "encoder", layer, images));
        looks.push({ images, features: seen });
        return seen;
      };
      const pass = classes.read(
        root.child(classHeadName),
        tokens,
        training && { ...training, images: image, lookAt },
      );
      const { features, scores, attention, added, maps = {} } = pass;
      const read = others.read(root, tokens);
      const label = alone ? features : (pass.part ?? features);
      const parts = [label, ...read.map(({ part }) => part)];
      const [batch = 0] = image.shape;
      const flat = [batch, labels * sizeOf(places)];
      return {
        features: alone ? label : concat(parts, 1),
        ...{ shared: tokens, looks },
        parts,
        outputs: [scores, ...read.map(({ output }) => output)],
        nextBuffers: root.nextBuffers,
        ...(added && { added }),
        shown: {
          [attentionOutput(name)]: reshape(attention, flat),
          ...Object.fromEntries(
            Object.entries(maps).map(([own, map]) => [
              furtherAttentionOutput(name, own),
              reshape(map, flat),
            ]),
          ),
        },
      };
    },
  };
}

/** [B, sum of widths] -> [B, width] each. */
function cut(features: Tensor, widths: readonly number[]): Tensor[] {
  if (widths.length === 1) return [features];
  let end = 0;
  return widths.map((width) => {
    const start = end;
    end += width;
    return slice(features, [{ axis: 1, start, end }]);
  });
}

/** [B, C, ...places] -> [B, N, C] */
function tokensOf(map: Tensor): Tensor {
  const [batch = 0, channels = 0, ...places] = map.shape;
  return transpose(reshape(map, [batch, channels, sizeOf(places)]), [0, 2, 1]);
}
