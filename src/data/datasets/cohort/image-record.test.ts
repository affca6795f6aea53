import { expect, it } from "vitest";
import type { DecodedImage } from "../../formats/decoded-image.js";
import { propertyNames, type PropertyName } from "../../properties/registry.js";
import { fileOfRecord, isConstant, makeRecord, recordLength } from "./image-record.js";

function decoded(shape: readonly number[], fill: (index: number) => number): DecodedImage {
  const size = shape.reduce((left, right) => left * right, 1);
  const data = Uint16Array.from({ length: size }, (_, index) => fill(index));
  return {
    samples: { dtype: "uint16", shape, data },
    channels: "grey",
    spacingMm: null,
    affine: null,
  };
}

it("keeps the samples, and behind them the shape of the file and whether it is constant", () => {
  const image = Float32Array.of(0.25, 0.5, 0.75, 1);
  const picture = makeRecord(
    image,
    decoded([1, 3000, 2], (index) => index % 7),
    [Uint8Array.of(1, 2, 3)],
  );
  expect(picture.length).toBe(recordLength([1, 2, 2]));
  expect([...picture.subarray(0, 4)]).toEqual([0.25, 0.5, 0.75, 1]);
  expect(fileOfRecord(picture)).toMatchObject({ shape: [1, 3000, 2], isConstant: false });
  const volume = makeRecord(
    image,
    decoded([3, 4, 5, 6], () => 9),
    [new Uint8Array(7), new Uint8Array(4)],
  );
  const place = (name: PropertyName): number => propertyNames.indexOf(name);
  const { properties } = fileOfRecord(picture);
  expect(properties.length).toBe(propertyNames.length);
  expect(properties[place("height")]).toBe(3000);
  expect(properties[place("file-size")]).toBe(3);
  expect(properties[place("slices")]).toBeNaN();
  expect(fileOfRecord(volume).properties[place("file-size")]).toBe(11);
  expect(fileOfRecord(volume).properties[place("slices")]).toBe(6);
  expect(fileOfRecord(volume)).toMatchObject({ shape: [3, 4, 5, 6], isConstant: true });
});

it("tells samples that are all equal", () => {
  expect(isConstant([2, 2, 2])).toBe(true);
  expect(isConstant([2, 2, 2.5])).toBe(false);
  expect(isConstant([])).toBe(true);
});
