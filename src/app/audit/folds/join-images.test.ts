import { describe, expect, it } from "vitest";
import type { SetImages } from "../../../data/batch.js";
import { imagesAt, joinImages, placesOf } from "./join-images.js";

/** Pictures of two numbers, the row and its double, of a table in which others have the same rows. */
const of = (rows: number[], more: Partial<SetImages> = {}): SetImages => ({
  set: {
    ...{ name: "iid", pool: "test", rows: Int32Array.from(rows) },
    label: Int32Array.from(rows, (row) => row % 2),
    attributes: [Int32Array.from(rows, (row) => row % 3)],
  },
  imageShape: [2],
  cached: true,
  numbers: [Float64Array.from(rows, (row) => row / 2)],
  writeImage: (position, out, offset) => {
    const row = rows[position] ?? NaN;
    out.set([row, 2 * row], offset);
  },
  ...more,
});

const pictureAt = (images: SetImages, position: number) => {
  const out = new Float32Array(3);
  images.writeImage(position, out, 1);
  return [...out];
};

describe("joinImages", () => {
  it("sets pictures and columns one set after another, under numbers of its own", () => {
    const joined = joinImages([of([4, 1]), of([1])]);
    expect([...joined.set.rows]).toEqual([0, 1, 2]);
    expect([...joined.set.label]).toEqual([0, 1, 1]);
    expect([...(joined.set.attributes[0] ?? [])]).toEqual([1, 1, 1]);
    expect(joined.numbers).toEqual([Float64Array.of(2, 0.5, 0.5)]);
    expect([0, 1, 2].map((position) => pictureAt(joined, position))).toEqual([[0, 4, 8], [0, 1, 2], [0, 1, 2]]); // prettier-ignore
    expect(joined).not.toHaveProperty("labelNumbers");
    expect(placesOf([of([4, 1]), of([1])])[2]).toEqual({ set: 1, position: 0 });
  });

  it("takes along what a target has, and masks of both", () => {
    const masked = (value: number): Partial<SetImages> => ({
      labelAnswers: Int32Array.of(value, -1),
      labelNumbers: Float64Array.of(value / 10),
      writeMask: (position, label, out) => void out.fill(value + 10 * position + label),
    });
    const joined = joinImages([of([0], masked(1)), of([0], masked(2))]);
    expect(joined.labelAnswers).toEqual(Int32Array.of(1, -1, 2, -1));
    expect(joined.labelNumbers).toEqual(Float64Array.of(0.1, 0.2));
    const mask = new Uint8Array(1);
    joined.writeMask?.(1, 5, mask);
    expect([...mask]).toEqual([7]);
  });
});

describe("imagesAt", () => {
  it("picks pictures in the order that is asked, one twice", () => {
    const some = imagesAt(of([4, 1, 7]), Int32Array.of(2, 0, 2));
    expect([...some.set.rows]).toEqual([7, 4, 7]);
    expect([...some.set.label]).toEqual([1, 0, 1]);
    expect(pictureAt(some, 1)).toEqual([0, 4, 8]);
  });
});
