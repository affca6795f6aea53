import { basicBlock, residualPictureEncoder } from "./residual-network.js";

/**
 * ResNet-18 as in torchvision: conv 7x7/2 (64)-BN-ReLU-maxpool 3/2, four stages of two basic blocks (64, 128,
 * 256, 512 channels; stages 2 to 4 begin with stride 2 and a 1x1 projection), mean over positions, linear
 * 512 -> F. x [B, C, H, W] with any number of channels -> [B, F]. 11,176,512 parameters and 9,600 buffer
 * elements before the last layer, for C = 3. Laws and names: residual-network.ts.
 * @source He et al. 2016; torchvision.models.resnet18(weights=None).
 */
export const resnet18 = residualPictureEncoder({
  name: "resnet-18",
  title: "ResNet-18 (He 2016), torchvision's architecture",
  block: basicBlock,
  depths: [2, 2, 2, 2],
});
