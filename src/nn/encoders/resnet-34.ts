import { basicBlock, residualPictureEncoder } from "./residual-network.js";

/**
 * ResNet-34 as in torchvision: resnet-18 with 3, 4, 6 and 3 blocks in its stages.
 * x [B, C, H, W] -> [B, F]. 21,284,672 parameters before the last layer, for C = 3.
 * @source He et al. 2016; torchvision.models.resnet34(weights=None).
 */
export const resnet34 = residualPictureEncoder({
  name: "resnet-34",
  title: "ResNet-34 (He 2016), torchvision's architecture",
  block: basicBlock,
  depths: [3, 4, 6, 3],
});
