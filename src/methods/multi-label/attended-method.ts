import { latentSplit } from "../latent-split.js";
import type { BuiltMethod, MethodContext } from "../method.js";
import { attendedModel } from "./attended-model.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** A method that is a class head on the map of the encoder, attended-model.ts, and learns no attributes. */
export function attendedMethod(
  context: MethodContext,
  makeHead: (place: ClassHeadPlace) => ClassHead,
): BuiltMethod {
  return latentSplit(context, {
    attributeHeads: false,
    penalty: null,
    model: attendedModel(context, makeHead),
  });
}
