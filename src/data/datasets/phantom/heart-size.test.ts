import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { openPhantom } from "../phantom.js";
import { heartShare, drawMediastinum } from "./mediastinum.js";
import { heartSize, heartSizeCm2 } from "./heart-size.js";

const middle = (seed: number) => drawMediastinum(createRng(seed));

describe("the size of the heart", () => {
  it("is the area of the heart that is drawn, counted in small squares", () => {
    const mediastinum = middle(3);
    const step = 0.004;
    let count = 0;
    for (let x = -1; x < 1; x += step) {
      // The edge is at half: of width 0 nearly.
      for (let y = -1; y < 1; y += step) if (heartShare(mediastinum, x, y, 1e-6) >= 0.5) count += 1;
    }
    expect(heartSizeCm2(mediastinum)).toBeCloseTo(count * (step * 18) ** 2, 0);
  });

  it("has bins of about a quarter of the subjects each", () => {
    const { label, labelNumbers } = openPhantom({ target: "heart-size", train: 2000, test: 0 })
      .pools.train;
    for (const [bin] of heartSize.valueNames.entries()) {
      const share = label.filter((value) => value === bin).length / 2000;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
    for (const [row, number] of (labelNumbers ?? []).entries()) {
      expect(label[row]).toBe([84, 91, 98].filter((edge) => number >= edge).length);
    }
  });

  it("changes neither pictures nor the hash of the phantom with lesions", () => {
    const [plain, sized] = [openPhantom({ train: 3, test: 0 }), openPhantom({ target: "heart-size", train: 3, test: 0 })]; // prettier-ignore
    const pixels = (dataset: typeof plain) => {
      const out = new Float32Array(32 * 32);
      dataset.writeImage("train", 2, {}, out, 0);
      return out;
    };
    expect(pixels(sized)).toEqual(pixels(plain));
    expect(sized.contentHash).not.toBe(plain.contentHash);
    expect(openPhantom({ target: "lesion", train: 3, test: 0 }).contentHash).toBe(
      plain.contentHash,
    );
  });
});
