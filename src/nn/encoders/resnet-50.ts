import { bottleneck, residualPictureEncoder } from "./residual-network.js";

/**
 * ResNet-50 as in torchvision: the stem of ResNet-18, then 3, 4, 6 and 3 bottlenecks (256, 512, 1024, 2048 channels; each
 * stage begins with a 1x1 projection), mean over positions, linear 2048 -> F. x [B, C, H, W] -> [B, F]. 23,508,032
 * parameters before the last layer, for C = 3.
 * Deviation from the paper, torchvision's: the 3x3 of a bottleneck has the stride ("v1.5").
 * @source He et al. 2016; torchvision.models.resnet50(weights=None).
 */
export const resnet50 = residualPictureEncoder({
  name: "resnet-50",
  title: "ResNet-50 (He 2016, stride on the 3x3), torchvision's architecture",
  block: bottleneck,
  depths: [3, 4, 6, 3],
});
