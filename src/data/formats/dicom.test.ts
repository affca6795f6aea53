import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { DecodedImage } from "./decoded-image.js";
import type { DicomOptions } from "./dicom.js";
import { createDicomCodecs, decodeDicom, isDicom, openDicom } from "./dicom.js";

const folder = new URL("../../../fixtures/dicom/", import.meta.url);
const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`${name}.dcm`, folder)));

/** What pydicom reads, by fixture; see fixtures/dicom/make.py. */
const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Readonly<
  Record<
    string,
    {
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly values: readonly number[];
      readonly spacingMm: readonly number[] | null;
    }
  >
>;

type Options = Omit<DicomOptions, "codecs" | "source">;

const codecs = createDicomCodecs();
const decode = (name: string, options: Options = {}): Promise<DecodedImage> =>
  decodeDicom(fixture(name), { source: `${name}.dcm`, codecs, ...options });

const plainly = ({ dtype, shape, data }: NdArray) => ({ dtype, shape, values: [...data] });

const message = async (bytes: Uint8Array, options: Options = {}): Promise<string> => {
  try {
    await decodeDicom(bytes, { source: "a.dcm", codecs, ...options });
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

/** `bytes` with the value of the explicit little-endian element `tag` (its four bytes) replaced from its start. */
const withValue = (bytes: Uint8Array, tag: readonly number[], value: readonly number[]) => {
  const at = bytes.findIndex((_, start) =>
    tag.every((byte, index) => bytes[start + index] === byte),
  );
  const changed = Uint8Array.from(bytes);
  changed.set(value, at + 8);
  return changed;
};

const tagOf = {
  samples: [0x28, 0, 0x02, 0],
  photometric: [0x28, 0, 0x04, 0],
  rows: [0x28, 0, 0x10, 0],
  bitsAllocated: [0x28, 0, 0x00, 1],
  bitsStored: [0x28, 0, 0x01, 1],
  highBit: [0x28, 0, 0x02, 1],
} as const;

describe("decodeDicom gives what pydicom gives", () => {
  const special: Readonly<Record<string, Options>> = {
    "window-linear": { window: "first" },
    "window-linear-exact": { window: "first" },
    "window-sigmoid": { window: "first" },
    "voi-table": { window: "first" },
    frames: { frame: 1 },
    enhanced: { frame: 2 },
  };

  it.each(Object.keys(expected))("%s", async (name) => {
    const { samples, channels, spacingMm, affine } = await decode(name, special[name] ?? {});
    const { spacingMm: spacing, ...array } = expected[name] ?? { spacingMm: null };
    expect({ ...plainly(samples), spacingMm }).toEqual({ ...array, spacingMm: spacing });
    expect(channels).toBe(samples.shape[0] === 3 ? "rgb" : "grey");
    expect(affine).toBeNull();
  });

  it.each(["frames-table", "frames-no-table", "frames-extended", "frames-split"])(
    "one frame of %s",
    async (name) => {
      const frames = await Promise.all([0, 1, 2].map((frame) => decode(name, { frame })));
      const plain = await Promise.all([0, 1, 2].map((frame) => decode("frames", { frame })));
      expect(frames).toEqual(plain);
      expect(frames[0]).not.toEqual(frames[1]);
    },
  );

  it("takes a window that is given by LINEAR, whatever the file names", async () => {
    const given = { window: { centre: 1500, width: 2000 } };
    const own = await decode("window-linear", { window: "first" });
    expect(await decode("window-sigmoid", given)).toEqual(own);
    expect(await decode("implicit", given)).toEqual(own);
    expect(await decode("window-sigmoid", { window: "first" })).not.toEqual(own);
  });

  it("turns MONOCHROME1: higher is brighter", async () => {
    const bytes = fixture("inverted");
    const as2 = withValue(
      bytes,
      tagOf.photometric,
      [..."MONOCHROME2"].map((c) => c.charCodeAt(0)),
    );
    const { samples } = await decodeDicom(as2, { source: "as 2", codecs });
    const turned = await decode("inverted");
    expect([...turned.samples.data]).toEqual([...samples.data].map((value) => 255 - Number(value)));
  });
});

describe("isDicom", () => {
  it.each([
    "implicit",
    "explicit",
    "big",
    "deflated",
    "no-preamble",
    "bare-implicit",
    "bare-explicit",
    "bare-big",
  ])("knows %s", (name) => {
    expect(isDicom(fixture(name))).toBe(true);
  });

  it("does not know other files, or none", () => {
    expect(isDicom(new Uint8Array(0))).toBe(false);
    expect(isDicom(new Uint8Array(200))).toBe(false);
    expect(isDicom(new TextEncoder().encode("label,score\n1,0.5\n"))).toBe(false);
    expect(isDicom(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toBe(false);
    // Group 0008 in implicit syntax, but the element is longer than the file.
    expect(isDicom(Uint8Array.of(8, 0, 5, 0, 0, 1, 0, 0))).toBe(false);
  });
});

describe("openDicom", () => {
  it("gives spacing, place and window of every frame of an enhanced file", async () => {
    const image = openDicom(fixture("enhanced"), "enhanced.dcm");
    expect(image.layout).toMatchObject({ rows: 6, columns: 8, frames: 3, bitsStored: 8 });
    expect(image.transferSyntax).toBe("1.2.840.10008.1.2.1");
    for (const frame of [0, 1, 2]) {
      expect(image.spacing(frame)).toEqual({ rowMm: 0.7, columnMm: 0.8, source: "PixelSpacing" });
      expect(image.plane(frame)).toEqual({
        positionMm: [-10, -20.5, 3 * frame],
        rowDirection: [1, 0, 0],
        columnDirection: [0, 1, 0],
      });
      const own = await image.decodeFrame(frame, { codecs, window: "first" });
      const window = { centre: 100 + frame, width: 50 };
      expect(own).toEqual(await image.decodeFrame(frame, { codecs, window }));
      expect(own).not.toEqual(
        await image.decodeFrame(frame, { codecs, window: { ...window, centre: 99 } }),
      );
    }
  });

  it("names the spacing at the detector, and says where there is none", () => {
    const image = openDicom(fixture("explicit"), "explicit.dcm");
    expect(image.spacing(0)).toEqual({
      rowMm: 0.143,
      columnMm: 0.143,
      source: "ImagerPixelSpacing",
    });
    const bare = openDicom(fixture("rgb"), "rgb.dcm");
    expect([bare.spacing(0), bare.plane(0)]).toEqual([null, null]);
  });

  it("opens a file whose pixels are refused", () => {
    expect(openDicom(fixture("htj2k"), "htj2k.dcm").transferSyntax).toBe("1.2.840.10008.1.2.4.201");
  });
});

describe("decodeDicom refuses", () => {
  const advice = "Convert the file to Explicit VR Little Endian (1.2.840.10008.1.2.1) first.";

  it("packings that it cannot undo, by name", async () => {
    expect(await message(fixture("htj2k"))).toBe(
      "a.dcm: DICOM compression is not supported: got High-Throughput JPEG 2000 Lossless " +
        `(1.2.840.10008.1.2.4.201). ${advice}`,
    );
    expect(await message(fixture("jpeg-12"))).toBe(
      `a.dcm: JPEG of more than 8 bits is not supported: expected 8, got 12. ${advice}`,
    );
  });

  it("a colour transform that its packing does not have", async () => {
    const ict = [..."YBR_ICT "].map((letter) => letter.charCodeAt(0));
    expect(await message(withValue(fixture("ybr"), tagOf.photometric, ict))).toBe(
      "a.dcm: YBR_ICT is for JPEG 2000 only: got Explicit VR Little Endian",
    );
  });

  it("pixels that are not as declared", async () => {
    const bytes = fixture("explicit");
    expect(await message(withValue(bytes, tagOf.rows, [7, 0]))).toBe(
      "a.dcm: DICOM pixel data have another length than the frames: expected 56, got 48 " +
        "(rows 7, columns 8, frames 1, bits 8, photometric MONOCHROME2)",
    );
    expect(await message(withValue(bytes, tagOf.rows, [0, 0]))).toBe(
      "a.dcm, (0028,0010) Rows: DICOM value is absent or out of range: expected 1 to 65535, got 0",
    );
    expect(await message(withValue(bytes, tagOf.bitsAllocated, [1, 0]))).toBe(
      "a.dcm, (0028,0100) BitsAllocated: DICOM pixels of one bit are not supported. " +
        "Segmentations are no pictures; leave them out, or convert them to NIfTI.",
    );
    expect(await message(withValue(bytes, tagOf.bitsAllocated, [64, 0]))).toBe(
      "a.dcm, (0028,0100) BitsAllocated: DICOM value is absent or not supported: " +
        "expected [8,16,32], got 64",
    );
    expect(await message(withValue(bytes, tagOf.bitsStored, [9, 0]))).toBe(
      "a.dcm, (0028,0101) BitsStored: DICOM value is absent or out of range: expected 1 to 8, got 9",
    );
    expect(await message(withValue(bytes, tagOf.highBit, [8, 0]))).toBe(
      "a.dcm, (0028,0102) HighBit: DICOM value is absent or out of range: expected 7 to 7, got 8",
    );
    expect(await message(withValue(bytes, tagOf.samples, [3, 0]))).toBe(
      "a.dcm, (0028,0002) SamplesPerPixel: DICOM value is absent or not supported: expected [1], got 3",
    );
    expect(await message(withValue(bytes, tagOf.photometric, [0x58]))).toBe(
      "a.dcm, (0028,0004) PhotometricInterpretation: DICOM photometric interpretation is not " +
        "supported: expected [MONOCHROME1,MONOCHROME2,PALETTE COLOR,RGB,YBR_FULL,YBR_FULL_422," +
        "YBR_ICT,YBR_RCT], got XONOCHROME2",
    );
  });

  it("a stream of another size before its decoder sees it", async () => {
    for (const [name, what] of [
      [
        "jpeg2000",
        "byte 8: JPEG 2000 picture has another size than declared: expected [60000,32,1], got [32,32,1]",
      ],
      [
        "jpeg-ls",
        "byte 6: JPEG picture has another size than declared: expected [60000,8,1], got [6,8,1]",
      ],
      [
        "jpeg",
        "byte 93: JPEG picture has another size than declared: expected [60000,8,1], got [6,8,1]",
      ],
      [
        "lossless-1",
        "byte 6: JPEG picture has another size than declared: expected [60000,8,1], got [6,8,1]",
      ],
      ["rle", "byte 0: RLE frame is too short for its picture"],
    ] as const) {
      const got = await message(withValue(fixture(name), tagOf.rows, [0x60, 0xea]));
      if (name === "rle") expect(got).toMatch(/^a\.dcm: RLE frame is too short for its picture: /);
      else expect(got).toBe(`a.dcm, ${what}`);
    }
  });

  it("a frame that is not said, a window of colour, a window that is not there", async () => {
    expect(await message(fixture("frames"))).toBe(
      "a.dcm: the DICOM file has several frames: got 3. Say which one is meant.",
    );
    expect(await message(fixture("frames"), { frame: 3 })).toBe(
      "a.dcm: the DICOM file has no such frame: expected 0 to 2, got 3",
    );
    expect(await message(fixture("rgb"), { window: "first" })).toBe(
      "a.dcm: a window is for grey DICOM files only: got RGB",
    );
    expect(await message(fixture("explicit"), { window: "first" })).toBe(
      "a.dcm, (0028,1051) WindowWidth: DICOM file has no window and no VOI LUT. " +
        "Give a centre and a width, or take none.",
    );
    expect(await message(fixture("explicit"), { window: { centre: 1, width: 0.5 } })).toBe(
      "a.dcm, (0028,1051) WindowWidth: DICOM window cannot be applied: expected a width of 1 or " +
        "more, got 0.5 (centre 1, function LINEAR)",
    );
  });

  it("files that are no DICOM", async () => {
    const place = "expected DICM at byte 128, or an element of group 0002 or 0008 at byte 0";
    expect(await message(new Uint8Array(0))).toBe(
      "a.dcm, byte 0: file ends before its DICOM data set",
    );
    expect(await message(new TextEncoder().encode("label,score\n1,0.5\n"))).toBe(
      `a.dcm, byte 0: not a DICOM file: ${place}`,
    );
  });
});

describe("a file that says it is huge", () => {
  /** The value of an element of two bytes, in explicit little endian. */
  const withNumber = (bytes: Uint8Array, element: number, value: number): Uint8Array => {
    const wanted = [0x28, 0, element, 0, 0x55, 0x53, 2, 0];
    const at = bytes.findIndex((_, from) => wanted.every((byte, to) => bytes[from + to] === byte));
    return bytes.with(at + 8, value & 255).with(at + 9, value >> 8);
  };
  const sized = (name: string, rows: number, columns: number): Uint8Array =>
    withNumber(withNumber(fixture(name), 0x10, rows), 0x11, columns);
  const grey = ["explicit", "rle", "jpeg", "jpeg-ls", "jpeg2000", "lossless-1"];

  it.each(grey)("of 60,000 x 60,000 is refused: %s", async (name) => {
    expect(await message(sized(name, 60_000, 60_000))).toBe(
      "a.dcm, (0028,0010) Rows: DICOM frame is too large: expected 268435456, got [60000,60000,1]",
    );
  });

  it.each(grey.slice(1))("of 16,384 x 16,384 is held against its bytes: %s", async (name) => {
    expect(await message(sized(name, 16_384, 16_384))).toMatch(
      /^a\.dcm(, byte \d+)?: (RLE frame is too short for its picture|JPEG (2000 )?picture has another size than declared)/,
    );
  });

  it("when it is deflated is no data set of zeros", async () => {
    const whole = fixture("deflated");
    const start = 144 + new DataView(whole.buffer).getUint32(140, true);
    const bomb = (packed: Uint8Array): Uint8Array =>
      Uint8Array.of(...whole.subarray(0, start), ...packed);
    expect(await message(bomb(deflateRawSync(new Uint8Array(2 ** 20))))).toMatch(
      /^a\.dcm, inflated, byte \d+: /,
    );
  });
});

describe("a damaged file", () => {
  const small = ["implicit", "explicit", "big", "deflated", "rle", "jpeg", "jpeg-ls", "lossless-1"];

  it.each([...small, "palette-8", "frames-extended", "nested"])(
    "is a FormatError cut anywhere: %s",
    async (name) => {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        const got = await message(bytes.subarray(0, length), { frame: 0 });
        // The byte that pads a value of odd length, and deflate's own padding, may be missing.
        const padding = got === "no error" && length === bytes.length - 1 && name === "deflated";
        expect(padding || /^a\.dcm/.test(got), `${name} ${length}: ${got}`).toBe(true);
      }
    },
    120_000,
  );

  it.each([
    ...small,
    "jpeg2000",
    "jpeg2000-rgb",
    "jpeg-ybr",
    "lossless-rgb",
    "enhanced",
    "voi-table",
    "nested",
  ])(
    "is decoded or a FormatError with bytes changed: %s",
    async (name) => {
      const rng = createRng(`dicom ${name}`);
      const whole = fixture(name);
      let refused = 0;
      for (let round = 0; round < 150; round++) {
        const bytes = Uint8Array.from(whole);
        const changes = 1 + rng.integer(3);
        for (let change = 0; change < changes; change++) {
          bytes[132 + rng.integer(bytes.length - 132)] = rng.integer(256);
        }
        const got = await message(bytes, {
          frame: 0,
          window: name === "voi-table" ? "first" : "none",
        });
        expect(got === "no error" || got.startsWith("a.dcm"), got).toBe(true);
        if (got !== "no error") refused += 1;
      }
      expect(refused).toBeGreaterThan(0);
    },
    120_000,
  );

  it("does not change what the next file gives", async () => {
    const whole = fixture("jpeg2000");
    const damaged = Uint8Array.from(whole).fill(0xff, whole.length - 60, whole.length - 10);
    const before = await decode("jpeg2000");
    await message(damaged);
    expect(await decode("jpeg2000")).toEqual(before);
  });
});
