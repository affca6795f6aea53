import { describe, expect, it } from "vitest";
import { textReader } from "./charset.js";

const read = (terms: readonly string[], ...bytes: readonly (number | string)[]): string =>
  textReader(
    terms,
    "a",
  )(
    Uint8Array.from(
      bytes.flatMap((part) =>
        typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : [part],
      ),
    ),
  );
const esc = 0x1b;

describe("textReader", () => {
  it("reads ASCII where no set is named, and nothing else", () => {
    expect(read([], "Doe^Jane")).toBe("Doe^Jane");
    expect(() => read([""], 0xe9)).toThrow(
      "bytes outside ASCII, and the file names no character set",
    );
  });

  it.each([
    ["ISO_IR 100", [0x4b, 0xf6, 0x6c, 0x6e], "Köln"],
    ["ISO 2022 IR 100", [0x4b, 0xf6, 0x6c, 0x6e], "Köln"],
    ["ISO_IR 101", [0xb1], "ą"],
    ["ISO_IR 144", [0xbb, 0xee], "Лю"],
    ["ISO_IR 148", [0xfd], "ı"],
    ["ISO_IR 166", [0xa1], "ก"],
    ["ISO_IR 13", [0xd4, 0xcf, 0xc0], "ﾔﾏﾀ"],
    ["ISO_IR 192", [0xe7, 0x97, 0x85], "病"],
    ["GB18030", [0xcd, 0xf5], "王"],
  ])("reads %s", (term, bytes, text) => {
    expect(read([term], ...bytes)).toBe(text);
  });

  // The examples of PS3.5 annexes H.3.1, H.3.2 and I.2.
  it("reads Japanese names with code extensions", () => {
    const kanji = [
      esc,
      "$B",
      0x3b,
      0x33,
      0x45,
      0x44,
      esc,
      "(B",
      "^",
      esc,
      "$B",
      0x42,
      0x40,
      0x4f,
      0x3a,
      esc,
      "(B",
    ];
    expect(read(["", "ISO 2022 IR 87"], "Yamada^Tarou=", ...kanji)).toBe("Yamada^Tarou=山田^太郎");
    const romaji = kanji.map((part) => (part === "(B" ? "(J" : part));
    expect(
      read(
        ["ISO 2022 IR 13", "ISO 2022 IR 87"],
        0xd4,
        0xcf,
        0xc0,
        0xde,
        "^",
        0xc0,
        0xdb,
        0xb3,
        "=",
        ...romaji,
      ),
    ).toBe("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎");
    expect(read(["", "ISO 2022 IR 159"], esc, "$(D", 0x30, 0x21, esc, "(B", "x")).toBe("丂x");
  });

  it("reads Korean names with code extensions, anew after each delimiter", () => {
    const korean = [esc, "$)C", 0xfb, 0xf3, "^", esc, "$)C", 0xd1, 0xce, 0xd4, 0xd7];
    expect(read(["", "ISO 2022 IR 149"], "Hong^Gildong=", ...korean)).toBe("Hong^Gildong=洪^吉洞");
    expect(() => read(["", "ISO 2022 IR 149"], esc, "$)C", 0xfb, 0xf3, "^", 0xd1, 0xce)).toThrow(
      "bytes outside ASCII",
    );
  });

  it("changes between single-byte sets", () => {
    const sets = ["ISO 2022 IR 100", "ISO 2022 IR 144", "ISO 2022 IR 126"];
    expect(read(sets, 0xe4, esc, "-L", 0xbb, esc, "-F", 0xc4)).toBe("äЛΔ");
  });

  it("refuses unknown sets, and escape sequences that are not declared or cut", () => {
    expect(() => textReader(["ISO_IR 999"], "a")).toThrow(
      "a: unknown DICOM character set: got ISO_IR 999",
    );
    expect(() => textReader(["", "toString"], "a")).toThrow(
      "unknown DICOM character set: got toString",
    );
    const undeclared = "an escape sequence names a set that the file does not declare";
    expect(() => read(["", "ISO 2022 IR 87"], esc, "-L", 0xbb)).toThrow(undeclared);
    expect(() => read(["", "ISO 2022 IR 87"], esc)).toThrow(undeclared);
    expect(() => read(["", "ISO 2022 IR 87"], esc, "$B", 0x3b)).toThrow(TypeError);
  });
});
