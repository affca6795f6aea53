import { describe, expect, it } from "vitest";
import type { DecodedImage } from "../../formats/decoded-image.js";
import { preprocessConfig, type PreprocessSpec } from "../../preprocess/preprocess-spec.js";
import { readMask } from "./mask-reader.js";

function specOf(...steps: object[]): PreprocessSpec {
  const config = preprocessConfig.parse({ channels: "grey", steps });
  return { version: 1, ...config, fitted: config.steps.map(() => null) };
}
function picture(rows: readonly string[], changes: Partial<DecodedImage> = {}): DecodedImage {
  const data = Float32Array.from(rows.join(""), Number);
  const shape = [1, rows.length, rows.join("").length / rows.length];
  return {
    samples: { dtype: "float32", shape, data },
    ...{ channels: "grey", spacingMm: null, affine: null },
    ...changes,
  };
}
const names = { image: "a.png", mask: "m.png" };
const shown = (mask: Uint8Array, width: number) => [...mask].join("").match(new RegExp(`.{${width}}`, "g")); // prettier-ignore

describe("readMask", () => {
  it("is inside where the file is above 0, and moves with its image", () => {
    const image = picture(["000000", "091200", "003400", "000000"]);
    const mask = picture(["000000", "003000", "000900", "000000"]);
    expect(shown(readMask(specOf(), image, mask, names), 6)).toEqual(["000000", "001000", "000100", "000000"]); // prettier-ignore
    // The box is that of the image's bright samples: rows 1 and 2, columns 1 to 3.
    const cropped = specOf({ name: "crop-to-foreground", threshold: 0.5 });
    expect(shown(readMask(cropped, image, mask, names), 3)).toEqual(["010", "001"]);
    const larger = specOf({ name: "crop-to-foreground", threshold: 0.5 }, { name: "resize", size: [4, 6] }, { name: "crop-pad", size: [4, 8], fill: 7 }); // prettier-ignore
    expect(shown(readMask(larger, image, mask, names), 8)).toEqual(["00011000", "00011000", "00000110", "00000110"]); // prettier-ignore
  });

  it("is inside where any channel is", () => {
    const data = Uint8Array.of(0, 0, 0, 0, 0, 9, 0, 0, 1, 0, 0, 0);
    const mask = picture(["00", "00"], {
      samples: { dtype: "uint8", shape: [3, 2, 2], data },
      channels: "rgb",
    });
    expect([...readMask(specOf(), picture(["11", "11"]), mask, names)]).toEqual([1, 1, 0, 0]);
  });

  it("refuses other extents, and volumes that lie elsewhere", () => {
    expect(() => readMask(specOf(), picture(["11", "11"]), picture(["111", "111"]), names)).toThrow(
      "m.png: a mask has the extents of its image: expected 2 x 2 of a.png, got 2 x 3",
    );
    const volume = (shift: number, turned = 1): DecodedImage => ({
      samples: { dtype: "float32", shape: [1, 2, 2, 2], data: new Float32Array(8).fill(1) },
      ...{ channels: "grey", spacingMm: [2, 2, 2] },
      affine: [2 * turned, 0, 0, shift, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1],
    });
    expect([...readMask(specOf(), volume(0), volume(0.9), names)]).toEqual(new Array(8).fill(1));
    expect(() => readMask(specOf(), volume(0), volume(1.5), names)).toThrow(
      "m.png: a mask lies in space where its image does: expected at most 1 mm from a.png, got 1.5 mm",
    );
    expect(() => readMask(specOf(), volume(0), volume(0, -1), names)).toThrow("got 4 mm");
  });
});
