import { describe, expect, it } from "vitest";
import type { WrittenElement } from "../../../../fixtures/dicom/elements.js";
import { dataSetOf, sequence, text } from "../../../../fixtures/dicom/elements.js";
import { readFunctionalGroups } from "./functional-groups.js";
import { readPlane, readSpacing } from "./geometry.js";

const groupsOf = (...elements: readonly WrittenElement[]) =>
  readFunctionalGroups(dataSetOf(...elements), 1);
const position = (value: string) => text("ImagePositionPatient", "DS", value);
const orientation = (value: string) => text("ImageOrientationPatient", "DS", value);

describe("readSpacing", () => {
  it("takes Pixel Spacing before Imager Pixel Spacing", () => {
    const imager = text("ImagerPixelSpacing", "DS", "0.2\\0.3");
    expect(readSpacing(groupsOf(imager, text("PixelSpacing", "DS", "1\\2")), 0)).toEqual({
      rowMm: 1,
      columnMm: 2,
      source: "PixelSpacing",
    });
    expect(readSpacing(groupsOf(imager, text("PixelSpacing", "DS", "")), 0)).toEqual({
      rowMm: 0.2,
      columnMm: 0.3,
      source: "ImagerPixelSpacing",
    });
    expect(readSpacing(groupsOf(), 0)).toBeNull();
  });

  it.each(["1", "1\\0", "-1\\1", "1\\1\\1"])("refuses %s", (value) => {
    expect(() => readSpacing(groupsOf(text("PixelSpacing", "DS", value)), 0)).toThrow(
      "a, (0028,0030) PixelSpacing: DICOM spacing is not two numbers above 0: " +
        `got [${value.split("\\").join(",")}]`,
    );
  });
});

describe("readPlane", () => {
  it("reads position and directions", () => {
    expect(
      readPlane(groupsOf(position("1\\-2.5\\3e1"), orientation("0\\1\\0\\0\\0\\-1")), 0),
    ).toEqual({
      positionMm: [1, -2.5, 30],
      rowDirection: [0, 1, 0],
      columnDirection: [0, 0, -1],
    });
    expect(readPlane(groupsOf(), 0)).toBeNull();
  });

  it("refuses what is no plane", () => {
    expect(() => readPlane(groupsOf(position("1\\2"), orientation("1\\0\\0\\0\\1\\0")), 0)).toThrow(
      "a, (0020,0032) ImagePositionPatient: DICOM position is no point: expected three numbers, got [1,2]",
    );
    for (const wrong of ["", "1\\0\\0\\0\\1", "1\\0\\0\\1\\0\\0", "2\\0\\0\\0\\1\\0"]) {
      const values = wrong.split("\\").join(",");
      expect(() => readPlane(groupsOf(position("1\\2\\3"), orientation(wrong)), 0)).toThrow(
        "a, (0020,0037) ImageOrientationPatient: DICOM orientation is not two unit vectors at " +
          `right angles: got [${values}]`,
      );
    }
  });
});

describe("readFunctionalGroups", () => {
  it("takes the frame's own group before the shared one", () => {
    const spacing = (value: string) =>
      sequence("PixelMeasuresSequence", text("PixelSpacing", "DS", value));
    const shared = sequence("SharedFunctionalGroupsSequence", spacing("1\\1"));
    const own = sequence("PerFrameFunctionalGroupsSequence", spacing("2\\2"));
    expect(readSpacing(groupsOf(shared), 0)?.rowMm).toBe(1);
    expect(readSpacing(groupsOf(shared, own), 0)?.rowMm).toBe(2);
  });

  it("refuses another number of groups than frames", () => {
    const own = sequence("PerFrameFunctionalGroupsSequence", text("PatientID", "LO", "x"));
    expect(() => readFunctionalGroups(dataSetOf(own), 2)).toThrow(
      "a, (5200,9230) PerFrameFunctionalGroupsSequence: another number of DICOM functional groups " +
        "than frames: expected 2, got 1",
    );
  });
});
