import { expect, it } from "vitest";
import { auditPatches, occlusionLook } from "./occlusion-look.js";
import { evenPicture } from "./picture-baseline.js";

it("covers an eighth of each side, of volumes a quarter, side by side", () => {
  expect(auditPatches([1, 64, 48])).toMatchObject({ patch: [8, 6], stride: [8, 6] });
  expect(auditPatches([1, 64, 48, 3])).toMatchObject({ patch: [16, 12, 1], stride: [16, 12, 1] });
  expect(auditPatches([3, 3, 3])).toMatchObject({ patch: [1, 1], stride: [1, 1] });
});

it.each([1, 3, 1000])("has the same map when %i pictures are scored at a time", async (atATime) => {
  const law = { imageShape: [1, 3, 3], patch: [1, 1], stride: [1, 1], fill: [0] };
  const sizes: number[] = [];
  const score = async (pictures: readonly Float32Array[]): Promise<number[]> => {
    sizes.push(pictures.length);
    return Promise.resolve(pictures.map((picture) => 2 * (picture[4] ?? NaN)));
  };
  const map = await occlusionLook(new Float32Array(9).fill(3), law, score, atATime);
  expect([...map]).toEqual([0, 0, 0, 0, 6, 0, 0, 0, 0]);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(atATime);
});

it("fills channels with their own levels", () => {
  expect([...evenPicture([1, -2], [2, 1, 2])]).toEqual([1, 1, -2, -2]);
});
