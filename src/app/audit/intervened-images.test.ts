import { expect, it } from "vitest";
import type { SetImages } from "../../data/batch.js";
import { partTakers } from "../../probing/interventions/picture-part.js";
import { intervenedImages } from "./intervened-images.js";

/** Three pictures of one channel, 8 by 8, filled with 10, 20 and 30. */
const images: SetImages = {
  set: {
    name: "test",
    pool: "test",
    rows: Int32Array.of(7, 8, 9),
    label: Int32Array.of(0, 1, 1),
    attributes: [Int32Array.of(1, 0, -1)],
  },
  imageShape: [1, 8, 8],
  cached: true,
  writeImage: (position, out, offset) => {
    out.fill(10 * (position + 1), offset, offset + 64);
  },
};

it("makes the pictures of rows with the frame of their donors, and keeps what is known of the rows", () => {
  const { frame } = partTakers({ channels: 1, extents: [8, 8] });
  const taken = intervenedImages(
    images,
    [
      { row: 2, donor: 0 },
      { row: 0, donor: 1 },
    ],
    frame,
  );
  expect(taken.set).toEqual({
    ...images.set,
    rows: Int32Array.of(9, 7),
    label: Int32Array.of(1, 0),
    attributes: [Int32Array.of(-1, 1)],
  });
  const out = new Float32Array(130).fill(-1);
  taken.writeImage(0, out, 1);
  taken.writeImage(1, out, 65);
  expect([out[0], out[1], out[1 + 9], out[65], out[65 + 9], out[129]]).toEqual([
    -1, 10, 30, 20, 10, -1,
  ]);
});
