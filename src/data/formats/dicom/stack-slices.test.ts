import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError } from "../../../base/errors.js";
import { createDicomCodecs, openDicom } from "../dicom.js";
import type { DicomSlice } from "./stack-slices.js";
import { stackSlices } from "./stack-slices.js";

const folder = new URL("../../../../fixtures/dicom/", import.meta.url);
const codecs = createDicomCodecs();

/** What SimpleITK (GDCM) makes of the four files; see fixtures/dicom/make.py. */
const peer = JSON.parse(readFileSync(new URL("series.json", folder), "utf8")) as {
  readonly direction: readonly number[];
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  readonly values: readonly number[];
};

const peerSlices = [0, 1, 2, 3].flatMap((k) =>
  Array.from({ length: 48 }, (_, index) => {
    const [j, i] = [Math.floor(index / 8), index % 8];
    return peer.values[(i * 6 + j) * 4 + k];
  }),
);
/** SimpleITK's axes are left, posterior, superior. */
const peerAffine = [
  ...[0, 1, 2].flatMap((axis) =>
    [
      ...[0, 1, 2].map(
        (column) => (peer.direction[3 * axis + column] ?? 0) * (peer.spacing[column] ?? 0),
      ),
      peer.origin[axis] ?? 0,
    ].map((value) => (axis === 2 ? value : -value)),
  ),
  ...[0, 0, 0, 1],
];

const readSlice = async (number: number): Promise<DicomSlice> => {
  const name = `series-${number}.dcm`;
  const file = openDicom(new Uint8Array(readFileSync(new URL(name, folder))), name);
  return { image: await file.decodeFrame(0, { codecs }), plane: file.plane(0), source: name };
};
const slices = await Promise.all([0, 1, 2, 3].map(readSlice));
const [s0, s1, s2, s3] = slices as [DicomSlice, DicomSlice, DicomSlice, DicomSlice];

/** `slice` moved by so many millimetres along its normal and its rows. */
const moved = (slice: DicomSlice, up: number, aside = 0): DicomSlice => {
  if (slice.plane === null) return slice;
  const { rowDirection: r, columnDirection: c, positionMm } = slice.plane;
  const n = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
  const [x = 0, y = 0, z = 0] = positionMm.map(
    (value, axis) => value + up * (n[axis] ?? 0) + aside * (r[axis] ?? 0),
  );
  return { ...slice, plane: { ...slice.plane, positionMm: [x, y, z] } };
};

const message = (given: readonly DicomSlice[]): string => {
  try {
    stackSlices(given, "series");
  } catch (error) {
    return error instanceof DataError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

describe("stackSlices", () => {
  it("gives the samples and the place that SimpleITK gives, whatever the order of files", () => {
    const volume = stackSlices(slices, "series");
    expect(volume.samples.shape).toEqual([4, 6, 8]);
    expect([...volume.samples.data]).toEqual(peerSlices);
    for (const [index, value] of volume.affine.entries())
      expect(value).toBeCloseTo(peerAffine[index] ?? 0, 7);
    expect(stackSlices([...slices].reverse(), "series")).toEqual(volume);
  });

  it("takes positions that are rounded to two decimals", () => {
    const rounded = slices.map((slice) => {
      const [x = 0, y = 0, z = 0] = (slice.plane?.positionMm ?? []).map((value) =>
        Number(value.toFixed(2)),
      );
      return { ...slice, plane: slice.plane && { ...slice.plane, positionMm: [x, y, z] as const } };
    });
    const { affine } = stackSlices(rounded, "series");
    for (const [index, value] of affine.entries())
      expect(Math.abs(value - (peerAffine[index] ?? 0))).toBeLessThan(0.01);
  });

  it("refuses what is no even stack, naming the slices", () => {
    expect(message([s0])).toBe("series: a DICOM series needs two slices or more: got 1");
    expect(message([])).toBe("series: a DICOM series needs two slices or more: got 0");
    expect(message([s0, s1, s3, { ...s1, source: "copy.dcm" }])).toBe(
      "copy.dcm: two slices of the DICOM series are at one position (other series-1.dcm). " +
        "Give one volume only: one time, one echo, no file twice.",
    );
    // From low to high the files are 1, 3, 0, 2, at 0, 2.5, 5, 7.5 mm; the fifth lies at 15 mm.
    expect(message([s0, s1, s2, s3, { ...moved(s2, 7.5), source: "far.dcm" }])).toBe(
      "far.dcm: slices of the DICOM series are missing: expected 2.500 mm, got 7.500 mm " +
        "(other series-2.dcm, missing 2)",
    );
    expect(message([s1, s3, moved(s0, 0.1)])).toBe(
      "series-3.dcm: slices of the DICOM series are at uneven distances: expected 2.600 mm, got " +
        "2.500 mm (other series-1.dcm)",
    );
    expect(message([s1, s3, moved(s0, 0.02)])).toBe("no error");
    expect(message([s1, moved(s3, 0, 0.1)])).toBe(
      "series-3.dcm: slices of the DICOM series are shifted sideways: expected at most 0.025 mm a " +
        "slice, got 0.100 mm (other series-1.dcm). A tilted gantry must be corrected first.",
    );
    expect(message([s1, moved(s3, 0, 0.1), s0])).toBe(
      "series-3.dcm: slices of the DICOM series do not lie evenly on one line: expected off by at " +
        "most 0.025 mm, got 0.100 mm",
    );
  });

  it("refuses slices that do not belong together", () => {
    const advice = "Give the slices of one series only, without its localiser.";
    const alike = (what: string) =>
      `series-3.dcm: slices of the DICOM series differ in ${what} (other series-1.dcm). ${advice}`;
    const wider = { ...s3, image: { ...s3.image, spacingMm: [0.5, 0.8] } };
    expect(message([s1, wider])).toBe(alike("spacing"));
    const { samples } = s3.image;
    const cut = { ...samples, shape: [1, 8, 6] } as typeof samples;
    expect(message([s1, { ...s3, image: { ...s3.image, samples: cut } }])).toBe(alike("size"));
    const other = { dtype: "int16", shape: samples.shape, data: new Int16Array(48) } as const;
    expect(message([s1, { ...s3, image: { ...s3.image, samples: other } }])).toBe(alike("type"));
    const turned = s3.plane && { ...s3.plane, rowDirection: [1, 0, 0] as const };
    expect(message([s1, { ...s3, plane: turned }])).toMatch(
      / differ in orientation \(other series-/,
    );
    expect(message([s1, { ...s3, plane: null }])).toBe(
      "series-3.dcm: a slice of a DICOM series is grey and has a position and a spacing " +
        "(position false, spacing true, channels grey)",
    );
  });
});
