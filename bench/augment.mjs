/**
 * Speed of augmentation: `npm run build && node bench/augment.mjs [rounds]`. Prints images a second on one thread for each
 * step alone, every image changed, for batches of 32 grey pictures of 96 x 96 and of 4 volumes of 64 x 64 x 64.
 */
import { createRng } from "../dist/base/rng.js";
import { createAugmenter } from "../dist/data/augment/augment-batch.js";
import { augmentStepConfig } from "../dist/data/augment/registry.js";

const rounds = Number(process.argv[2] ?? 10);

const kinds = [
  { title: "32x1x96x96", rows: 32, imageShape: [1, 96, 96], box: [24, 24] },
  { title: "4x1x64x64x64", rows: 4, imageShape: [1, 64, 64, 64], box: [16, 16, 16] },
];

const stepsOf = (box) => [
  ["shift 4", { shift: 4 }],
  ["flip x", { steps: [{ name: "flip", axes: ["x"], chance: 1 }] }],
  ["affine", { steps: [{ name: "affine", rotate: 10, scale: [0.9, 1.1], translate: 4 }] }],
  ["intensity, gain", { steps: [{ name: "intensity", gain: [0.9, 1.1] }] }],
  ["intensity, gamma", { steps: [{ name: "intensity", gamma: [0.8, 1.25] }] }],
  ["bias-field", { steps: [{ name: "bias-field" }] }],
  ["noise", { steps: [{ name: "noise" }] }],
  ["cutout", { steps: [{ name: "cutout", size: box }] }],
];

for (const { title, rows, imageShape, box } of kinds) {
  const length = imageShape.reduce((product, extent) => product * extent, 1);
  const rng = createRng("images");
  const images = Float32Array.from({ length: rows * length }, () => rng.uniform());
  for (const [name, { shift = 0, steps = [] }] of stepsOf(box)) {
    const parsed = steps.map((step) => augmentStepConfig.parse(step));
    const augment = createAugmenter({ shift, steps: parsed }, imageShape);
    const once = (round) => augment({ images }, createRng(round));
    for (let round = 0; round < 2; round++) once(round);
    const times = Array.from({ length: rounds }, (_, round) => {
      const start = performance.now();
      once(round);
      return performance.now() - start;
    }).sort((left, right) => left - right);
    const ms = times[Math.floor(rounds / 2)];
    const rate = Math.round((1000 * rows) / ms);
    console.log(
      `${title}  ${name.padEnd(17)} ${ms.toFixed(2).padStart(8)} ms a batch  ${rate} images/s`,
    );
  }
}
