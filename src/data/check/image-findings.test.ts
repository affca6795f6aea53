import { describe, expect, it } from "vitest";
import { failureFindings, imageFindings } from "./image-findings.js";

describe("failureFindings", () => {
  const failures = [
    { row: 3, message: "a.png: no such image", isMissing: true },
    { row: 5, message: "b.png: not a PNG", isMissing: false },
  ];

  it("tells missing from unreadable", () => {
    expect(failureFindings(failures, 100)).toEqual([
      {
        kind: "missing-files",
        severity: "warning",
        count: 1,
        what: "image is missing",
        items: [{ rows: [3], detail: "a.png: no such image" }],
        advice:
          "They are left out of training and tests; repair them, or leave them out by a filter.",
      },
      {
        kind: "unreadable-files",
        severity: "warning",
        count: 1,
        what: "image cannot be read",
        items: [{ rows: [5], detail: "b.png: not a PNG" }],
        advice:
          "They are left out of training and tests; repair them, or leave them out by a filter.",
      },
    ]);
  });

  it("is an error where training refuses", () => {
    expect(failureFindings(failures, 40).map(({ severity }) => severity)).toEqual([
      "warning",
      "warning",
    ]);
    expect(failureFindings(failures, 39)[0]).toMatchObject({
      severity: "error",
      advice:
        "More than 5 % of the rows have no image, so training refuses: check images.root and the paths, or leave them out by a filter.",
    });
  });
});

it("names constant images and files of another size than most", () => {
  const seen = {
    rows: [0, 2, 4, 5],
    fileShapes: ["1x64x64", "1x64x48", "1x64x64", "3x64x64"],
    constantFiles: Uint8Array.of(0, 1, 0, 0),
    constantImages: Uint8Array.of(0, 1, 1, 0),
    duplicates: [],
    complete: true,
  };
  expect(imageFindings(seen)).toEqual([
    {
      kind: "constant-images",
      severity: "warning",
      count: 2,
      what: "images show nothing: all samples are equal",
      items: [
        { rows: [2], detail: "in the file" },
        { rows: [4], detail: "after preprocessing" },
      ],
      advice:
        "Leave them out by a filter, or check the window or the steps where files are not constant.",
    },
    {
      kind: "odd-sizes",
      severity: "note",
      count: 2,
      what: "files have another size than most (1x64x64); there are 3 sizes",
      items: [
        { rows: [2], detail: "1x64x48" },
        { rows: [5], detail: "3x64x64" },
      ],
      advice:
        "Resizing changes them more than the others; if size goes with the label, it is a shortcut.",
    },
  ]);
});
