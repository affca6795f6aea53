import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError, FormatError } from "../../../base/errors.js";
import { createDicomCodecs } from "./codecs.js";
import type { DicomSeriesFile } from "./decode-series.js";
import { decodeDicomSeries } from "./decode-series.js";
import { openDicom } from "./open-dicom.js";

const folder = new URL("../../../../fixtures/dicom/", import.meta.url);
const file = (name: string): DicomSeriesFile => ({
  bytes: new Uint8Array(readFileSync(new URL(`${name}.dcm`, folder))),
  source: `${name}.dcm`,
});
const codecs = createDicomCodecs();
const decode = (files: readonly DicomSeriesFile[]) =>
  decodeDicomSeries(files, { source: "series", codecs });

const message = async (files: readonly DicomSeriesFile[]): Promise<string> => {
  try {
    await decode(files);
  } catch (error) {
    const known = error instanceof DataError || error instanceof FormatError;
    return known ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

/** `file` with the first occurrence of a text overwritten by one as long. */
const replaced = ({ bytes, source }: DicomSeriesFile, from: string, to: string) => {
  const changed = Uint8Array.from(bytes);
  changed.set(Buffer.from(to, "latin1"), Buffer.from(bytes).indexOf(from));
  return { bytes: changed, source };
};

const files = [0, 1, 2, 3].map((number) => file(`series-${number}`));
const peer = JSON.parse(readFileSync(new URL("series.json", folder), "utf8")) as {
  readonly values: readonly number[];
  readonly canonicalAffine: readonly number[];
  readonly canonicalShape: readonly number[];
  readonly canonicalValues: readonly number[];
};

describe("decodeDicomSeries", () => {
  it("gives the volume that SimpleITK and nibabel make of the files", async () => {
    const volume = await decode(files);
    expect(volume.channels).toBe("grey");
    expect(volume.samples.dtype).toBe("float32");
    expect(volume.samples.shape).toEqual([1, ...peer.canonicalShape]);
    expect([...volume.samples.data]).toEqual(peer.canonicalValues);
    for (const [index, value] of (volume.affine ?? []).entries())
      expect(value).toBeCloseTo(peer.canonicalAffine[index] ?? 0, 6);
    expect(volume.spacingMm?.map((value) => Number(value.toFixed(6)))).toEqual([0.75, 0.5, 2.5]);
    expect(await decode([...files].reverse())).toEqual(volume);
  });

  it("takes the frames of one enhanced file", async () => {
    const enhanced = file("enhanced");
    const volume = await decode([enhanced]);
    expect(volume.samples.shape).toEqual([1, 8, 6, 3]);
    expect(volume.spacingMm).toEqual([0.8, 0.7, 3]);
    // Columns run to the left and rows to the back, so both are turned around.
    const frame = await openDicom(enhanced.bytes, "a").decodeFrame(2, { codecs });
    expect(volume.samples.data[2]).toBe(frame.samples.data[6 * 8 - 1]);
    const affine = [0.8, 0, 0, 4.4, 0, 0.7, 0, 17, 0, 0, 3, 0, 0, 0, 0, 1];
    for (const [index, value] of affine.entries())
      expect(volume.affine?.[index]).toBeCloseTo(value, 10);
  });

  it("refuses files that do not belong together", async () => {
    expect(await message([])).toBe("series: a DICOM series needs two slices or more: got 0");
    expect(await message(files.slice(0, 1))).toBe(
      "series: a DICOM series needs two slices or more: got 1",
    );
    const [first, second] = files as [DicomSeriesFile, DicomSeriesFile];
    const advice = "Give the files of one series only.";
    expect(await message([first, replaced(second, "1.2.3.5.1", "1.2.3.5.9")])).toBe(
      `series-1.dcm: files of the DICOM series differ in SeriesInstanceUID (other series-0.dcm). ${advice}`,
    );
    expect(await message([first, replaced(second, "1.2.3.6.1", "1.2.3.6.9")])).toBe(
      `series-1.dcm: files of the DICOM series differ in FrameOfReferenceUID (other series-0.dcm). ${advice}`,
    );
    expect(await message([first, first])).toBe(
      "series-0.dcm: two slices of the DICOM series are at one position (other series-0.dcm). " +
        "Give one volume only: one time, one echo, no file twice.",
    );
    expect(await message([file("frames")])).toBe(
      "frames.dcm, frame 0: a slice of a DICOM series is grey and has a position and a spacing " +
        "(position false, spacing false, channels grey)",
    );
    expect(await message(files.map((one) => replaced(one, "MONOCHROME2", "MONOCHROME1")))).toBe(
      "series-0.dcm: rescaled MONOCHROME1 slices make no volume. " +
        "Give a window, or convert the series to MONOCHROME2.",
    );
  });

  it("passes on what is wrong with one file", async () => {
    const [first, second] = files as [DicomSeriesFile, DicomSeriesFile];
    const cut = { ...second, bytes: second.bytes.subarray(0, 400) };
    expect(await message([first, cut])).toMatch(/^series-1\.dcm, byte \d+: /);
  });
});
