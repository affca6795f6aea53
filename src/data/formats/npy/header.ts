import { FormatError } from "../../../base/errors.js";

/** What an NPY header says. `descr` is NumPy's type text, such as `<f4`. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

type HeaderValue = string | boolean | readonly number[];

/**
 * Read the header of an NPY file: a Python dict literal with the keys descr, fortran_order and shape, in
 * any order and no other. `start` is its offset in the file, for messages.
 * Integers may carry the `L` of Python 2. A structured type (a list as descr) is refused by name.
 * @throws FormatError with `source` and byte offset: not such a dict, a key missing, unknown or twice.
 */
export function parseNpyHeader(text: string, start: number, source: string): NpyHeader {
  const entries = parseDict(text, (at, what, got) => {
    const details = got === undefined ? {} : { got };
    return new FormatError(`${source}, byte ${start + at}`, what, details);
  });
  const { descr, fortran_order: fortranOrder, shape } = Object.fromEntries(entries);
  if (typeof descr === "string" && typeof fortranOrder === "boolean" && typeof shape === "object") {
    return { descr, fortranOrder, shape };
  }
  throw new FormatError(`${source}, byte ${start}`, "NPY header lacks a key or has a wrong value", {
    expected: ["descr text", "fortran_order True or False", "shape tuple"],
    got: [...entries.keys()],
  });
}

type Fail = (at: number, what: string, got?: string) => FormatError;

const entryKey = /\s*'([^']*)'\s*:\s*/y;
const entryValue = /'([^']*)'|(True|False)|\(([\d\sL,]*)\)|(\[)/y;
const entryEnd = /\s*(,\s*}|}|,)/y;

function parseDict(text: string, fail: Fail): Map<string, HeaderValue> {
  const entries = new Map<string, HeaderValue>();
  let at = 0;
  const take = (pattern: RegExp, what: string): RegExpExecArray => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw fail(at, what, text.slice(at, at + 20).trim());
    at += match[0].length;
    return match;
  };
  take(/\s*{/y, "NPY header is not a dict");
  for (let open = true; open;) {
    const keyAt = at;
    const key = take(entryKey, "NPY header key expected")[1] ?? "";
    if (!["descr", "fortran_order", "shape"].includes(key)) {
      throw fail(keyAt, "unknown key in the NPY header", key);
    }
    if (entries.has(key)) throw fail(keyAt, "key twice in the NPY header", key);
    const valueAt = at;
    const [, quoted, truth, tuple, list] = take(entryValue, "NPY header value not understood");
    if (list !== undefined) throw fail(valueAt, "structured NPY type is not supported");
    if (tuple !== undefined) entries.set(key, parseTuple(tuple, valueAt, fail));
    else entries.set(key, quoted ?? truth === "True");
    open = take(entryEnd, "NPY header ends inside the dict")[1] === ",";
  }
  if (text.slice(at).trim() !== "") throw fail(at, "text after the NPY header dict");
  return entries;
}

function parseTuple(text: string, at: number, fail: Fail): number[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.at(-1) === "") items.pop();
  return items.map((item) => {
    const value = Number(item.replace(/L$/, ""));
    if (!/^\d+L?$/.test(item) || !Number.isSafeInteger(value)) {
      throw fail(at, "NPY shape is not a tuple of whole numbers", `(${text})`);
    }
    return value;
  });
}

/** The header text for `descr` and `shape`, C order, as NumPy writes it (before padding). */
export function formatNpyHeader(descr: string, shape: readonly number[]): string {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  return `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
}
