import { FormatError } from "../../../base/errors.js";
import type { NpyOpening } from "./stream.js";

/**
 * The elements of a one-dimensional array as text: NumPy's `U` (UCS-4) and `S` (bytes, read as UTF-8) without
 * their padding, or whole numbers in decimals.
 * @throws FormatError for another type (an object array among them), missing or extra bytes.
 */
export async function readNpyWords(opening: NpyOpening): Promise<string[]> {
  const { source, shape, descr, start } = opening;
  const [count = 0] = shape;
  if (shape.length !== 1) {
    throw new FormatError(source.name, "not a list", { expected: "one axis", got: shape });
  }
  const [, order = "", kind = "", digits = ""] = /^([<>|])([USiu])(\d+)$/.exec(descr) ?? [];
  const width = Number(digits) * (kind === "U" ? 4 : 1);
  const known = kind === "U" || kind === "S" ? width > 0 : [1, 2, 4, 8].includes(width);
  if (kind === "" || !known) {
    throw new FormatError(`${source.name}, byte ${start}`, "NPY element type is no text", {
      expected: "text (U or S) or whole numbers",
      got: descr,
      advice: "Save the ids with np.array(ids, dtype=str).",
    });
  }
  const bytes = await source.take(count * width, "file ends inside the NPY elements");
  if ((await source.next()) !== null) {
    throw new FormatError(
      `${source.name}, byte ${start + bytes.length}`,
      "bytes after the last NPY element",
    );
  }
  const view = new DataView(bytes.buffer);
  const little = order !== ">";
  return Array.from({ length: count }, (_, index) =>
    wordAt(view, index * width, width, kind, little, source.name),
  );
}

function wordAt(
  view: DataView,
  at: number,
  width: number,
  kind: string,
  little: boolean,
  source: string,
): string {
  if (kind === "i" || kind === "u") {
    const bytes = Array.from({ length: width }, (_, index) => view.getUint8(at + index));
    const big = little ? bytes.reverse() : bytes;
    const value = big.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return String(kind === "i" ? BigInt.asIntN(8 * width, value) : value);
  }
  if (kind === "S") {
    const bytes = new Uint8Array(view.buffer, at, width);
    return new TextDecoder().decode(bytes).replace(/\0+$/, "");
  }
  const points = Array.from({ length: width / 4 }, (_, index) =>
    view.getUint32(at + 4 * index, little),
  );
  if (points.some((point) => point > 0x10ffff)) {
    throw new FormatError(source, "text that is no Unicode", { got: points });
  }
  return String.fromCodePoint(...points).replace(/\0+$/, "");
}
