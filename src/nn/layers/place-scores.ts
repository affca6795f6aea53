import type { Tensor } from "../../graph/tensor.js";
import type { ApplyContext, Layer } from "../layer.js";

/** A layer, tokens [B, N, C] -> logits [B, K], that can say what each of the N places adds to them. */
export interface PlaceScores extends Layer {
  /**
   * Class activation maps, [B, K, N], of any sign: the sum over the places is the logit less its bias.
   * @source Zhou et al. 2016 (CVPR), Learning deep features for discriminative localization.
   */
  byPlace(context: ApplyContext, tokens: Tensor): Tensor;
}
