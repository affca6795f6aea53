import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { createDicomCodecs } from "./codecs.js";
import { readDataSet } from "./data-set.js";
import { openDicomFile } from "./file-header.js";
import { packedFrame } from "./frames.js";
import { jp2Codestream } from "./jp2-codestream.js";
import { readPixelLayout } from "./pixel-layout.js";

const folder = new URL("../../../../fixtures/dicom/", import.meta.url);

/** The stream of a fixture and the picture that it is. */
const streamOf = (name: string) => {
  const file = new Uint8Array(readFileSync(new URL(`${name}.dcm`, folder)));
  const { data, start, syntax } = openDicomFile(file, name);
  const set = readDataSet(data, start, syntax.encoding, 0xffffffff);
  const layout = readPixelLayout(set);
  const { bytes } = packedFrame(set, layout, 0);
  return { bytes, picture: { ...layout, precision: layout.bitsStored } };
};

const cases = [
  ["jpeg-2000", streamOf("jpeg2000")],
  ["jpeg-ls", streamOf("jpeg-ls")],
] as const;

describe("createDicomCodecs", () => {
  it.each(cases)("gives the same after a stream that %s cannot read", async (codec, stream) => {
    const { bytes, picture } = stream;
    const codecs = createDicomCodecs();
    const whole = await codecs.decode(codec, bytes, picture, "a");
    for (const damaged of [new Uint8Array(64), bytes.subarray(0, 20), bytes.subarray(0, 40)]) {
      await expect(codecs.decode(codec, damaged, picture, "a")).rejects.toThrow(
        new FormatError("a", `damaged ${codec} stream`),
      );
      expect(await codecs.decode(codec, bytes, picture, "a")).toEqual(whole);
    }
  });

  it.each(cases)("refuses another picture than was declared, by %s", async (codec, stream) => {
    const { bytes, picture } = stream;
    const codecs = createDicomCodecs();
    for (const other of [
      { ...picture, rows: picture.rows - 1 },
      { ...picture, columns: picture.columns + 1 },
      { ...picture, samplesPerPixel: 3 },
      { ...picture, precision: picture.precision > 8 ? 8 : 12 },
    ]) {
      await expect(codecs.decode(codec, bytes, other, "a")).rejects.toThrow(FormatError);
    }
  });

  it("refuses a size that no stream of its length has, before memory is taken for it", async () => {
    const { bytes, picture } = streamOf("jpeg-ls");
    const large = { ...picture, rows: 16000, columns: 16000 };
    await expect(
      createDicomCodecs().decode("jpeg-ls", bytes.subarray(0, 50), large, "a"),
    ).rejects.toThrow(
      "a: picture is larger than its packed bytes can hold: expected at most 6553600, got 256000000 " +
        "(packed 50, shape [1,16000,16000])",
    );
  });

  it("serves streams that are asked for at once", async () => {
    const codecs = createDicomCodecs();
    const ask = cases.flatMap(([codec, { bytes, picture }]) =>
      [bytes, new Uint8Array(64), bytes].map((stream) =>
        codecs.decode(codec, stream, picture, "a").catch(() => null),
      ),
    );
    const [first, none, again, other, alsoNone, otherAgain] = await Promise.all(ask);
    expect([none, alsoNone]).toEqual([null, null]);
    expect(first).not.toBeNull();
    expect(other).not.toBeNull();
    expect([again, otherAgain]).toEqual([first, other]);
  });
});

describe("jp2Codestream", () => {
  const box = (type: string, ...content: readonly number[]): number[] => [
    ...[0, 0, 0, 8 + content.length],
    ...[...type].map((letter) => letter.charCodeAt(0)),
    ...content,
  ];
  const signature = box("jP  ", 0x0d, 0x0a, 0x87, 0x0a);
  const find = (...bytes: readonly number[]) => [...jp2Codestream(Uint8Array.from(bytes), "a")];

  it("finds the codestream in a JP2 file, and takes other bytes as they are", () => {
    expect(find(0xff, 0x4f, 1)).toEqual([0xff, 0x4f, 1]);
    const header = box("jp2h", ...box("ihdr", 1, 2));
    expect(find(...signature, ...header, ...box("jp2c", 7, 8))).toEqual([7, 8]);
    expect(find(...signature, 0, 0, 0, 0, ...box("jp2c", 7, 8).slice(4))).toEqual([7, 8]);
  });

  it("refuses damaged boxes, palettes and files without codestream", () => {
    expect(() => find(...signature)).toThrow("a: JP2 file has no codestream");
    expect(() => find(...signature, ...box("jp2c", 1, 2).slice(0, -1))).toThrow(
      "a, byte 12: damaged JP2 box: got 10",
    );
    expect(() => find(...signature, 0, 0, 0, 7, ...box("free").slice(4))).toThrow(
      "a, byte 12: damaged JP2 box: got 7",
    );
    expect(() => find(...signature, 0, 0, 0, 1, ...box("jp2c").slice(4))).toThrow("got 1");
    expect(() => find(...signature, ...box("jp2h", ...box("pclr", 1)))).toThrow(
      "a, byte 20: JP2 with a palette is not supported",
    );
  });
});
