import { expect, it } from "vitest";
import { lostNotes, withoutUnreadable } from "./unreadable-tags.js";

const unreadable = new Map([
  ["b.dcm", "b.dcm, byte 200: cut off"],
  ["c.dcm", "c.dcm: cannot be read: got ENOENT"],
  ["gone.dcm", "gone.dcm, byte 4: cut off"],
]);
const images = ["a.dcm", "b.dcm", "c.dcm"];
const missing = { row: 2, message: "c.dcm: no such image", isMissing: true };

it("takes the file of a row whose tags cannot be read, though its picture may be whole", () => {
  const located = { paths: [["/a.dcm"], ["/b.dcm"], null], failures: [missing] };
  expect(withoutUnreadable(located, images, unreadable)).toEqual({
    paths: [["/a.dcm"], null, null],
    failures: [{ row: 1, message: "b.dcm, byte 200: cut off", isMissing: false }, missing],
  });
  expect(withoutUnreadable(located, images, new Map())).toEqual(located);
});

it("names images that are no rows any more", () => {
  expect(lostNotes(images, unreadable)).toEqual([
    "1 image is left out:",
    "  gone.dcm, byte 4: cut off",
  ]);
  expect(lostNotes([...images, "gone.dcm"], unreadable)).toEqual([]);
});
