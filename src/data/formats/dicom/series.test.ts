import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError } from "../../../base/errors.js";
import { createDicomCodecs, openDicom } from "../dicom.js";
import type { DicomSlice } from "./series.js";
import { stackSlices } from "./series.js";

const folder = new URL("../../../../fixtures/dicom/", import.meta.url);
const codecs = createDicomCodecs();

/** What SimpleITK (GDCM) makes of the four files; see fixtures/dicom/make.py. */
const peer = JSON.parse(readFileSync(new URL("series.json", folder), "utf8")) as {
  readonly direction: readonly number[];
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  readonly values: readonly number[];
};

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
    expect(volume.samples.shape).toEqual([1, 8, 6, 4]);
    expect([...volume.samples.data]).toEqual(peer.values);
    const place = [0, 1, 2].flatMap((axis) => [
      ...[0, 1, 2].map(
        (column) => (peer.direction[3 * axis + column] ?? 0) * (peer.spacing[column] ?? 0),
      ),
      peer.origin[axis] ?? 0,
    ]);
    // SimpleITK's axes are left, posterior, superior.
    const ras = [...place.map((value, index) => (index < 8 ? -value : value)), 0, 0, 0, 1];
    for (const [index, value] of volume.affine.entries())
      expect(value).toBeCloseTo(ras[index] ?? 0, 7);
    expect(volume.spacingMm[0]).toBe(0.75);
    expect(volume.spacingMm[1]).toBe(0.5);
    expect(volume.spacingMm[2]).toBeCloseTo(2.5, 8);
    expect(stackSlices([...slices].reverse(), "series")).toEqual(volume);
  });

  it("refuses what is no even stack, naming the slices", () => {
    expect(message([s0])).toBe("series: a DICOM series needs two slices or more: got 1");
    expect(message([s0, s1, s3, { ...s1, source: "copy.dcm" }])).toBe(
      "copy.dcm: two slices of the DICOM series are at one position (other series-1.dcm)",
    );
    const gap = "the DICOM series has a gap, or slices of uneven distance: expected";
    expect(message([s0, s1, s2])).toBe(
      `series-0.dcm: ${gap} 3.750 mm, got 5.000 mm (other series-1.dcm)`,
    );
    expect(message([s1, s3, moved(s0, 0.2)])).toBe(
      `series-3.dcm: ${gap} 2.600 mm, got 2.500 mm (other series-1.dcm)`,
    );
    expect(message([s1, moved(s3, 0, 0.1)])).toBe(
      "series-3.dcm: slices of the DICOM series are shifted sideways: got 0.100 mm " +
        "(other series-1.dcm). A tilted gantry must be corrected first.",
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
