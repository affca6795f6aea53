import { expect, it } from "vitest";
import { picture } from "../../../fixtures/planted-pictures.js";
import { aspect, bitDepth, fileFormat, fileSize, height, slices, width } from "./file-property.js";
import { encodePng } from "../formats/encode-png.js";

const decodedVolume = {
  samples: { dtype: "int16", shape: [1, 4, 5, 6], data: new Int16Array(120) },
  channels: "grey",
} as const;

it("reads format and bits of the file itself", () => {
  const { decoded, png } = picture(new Float32Array(16), 4);
  expect(fileFormat.valueNames?.[fileFormat.measure({ files: [png()], decoded })]).toBe("PNG");
  expect(bitDepth.measure({ files: [png()], decoded })).toBe(8);
  const deep = encodePng({
    samples: { dtype: "uint16", shape: [1, 2, 2], data: new Uint16Array(4) },
    channels: "grey",
    ...{ spacingMm: null, affine: null },
  });
  expect(bitDepth.measure({ files: [deep], decoded })).toBe(16);
  const dicom = new Uint8Array(140);
  dicom.set([0x44, 0x49, 0x43, 0x4d], 128);
  const words = fileFormat.valueNames?.[fileFormat.measure({ files: [dicom], decoded })];
  expect(words).toBe("DICOM");
});

it("knows sides, and the bytes of all files of a series", () => {
  const volume = { files: [new Uint8Array(10), new Uint8Array(7)], decoded: decodedVolume };
  expect([width, height, slices].map(({ measure }) => measure(volume))).toEqual([4, 5, 6]);
  expect(aspect.measure(volume)).toBe(0.8);
  expect(fileSize.measure(volume)).toBe(17);
  expect(bitDepth.measure(volume)).toBe(16);
  const wide = {
    files: [new Uint8Array(1)],
    decoded: {
      samples: { dtype: "uint8", shape: [1, 2, 8], data: new Uint8Array(16) },
      channels: "grey",
    },
  } as const;
  expect([width, height, aspect, slices].map(({ measure }) => measure(wide))).toEqual([
    8,
    2,
    4,
    NaN,
  ]);
});
