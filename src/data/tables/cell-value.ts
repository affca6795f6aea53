/** A value as a configuration file gives it: YAML makes numbers and booleans of what is not quoted. */
export type GivenValue = string | number | boolean;

/**
 * The one spelling that stands for all spellings of a value: two cells, or a cell and a value of the
 * configuration, are the same value exactly where their canonical spellings are the same text.
 *
 * 1. Spaces around do not count; letters are compared in Unicode's composed form (NFC).
 * 2. A plain decimal number (sign, digits, fraction) loses a plus sign, zeros at the end of the fraction and the
 *    sign of zero: `1`, `1.0`, `1.00`, `+1`, ` 1 ` and `1.` are one value; `-1` is another.
 * 3. `true` and `false` are the same in any case: pandas writes True, R writes TRUE.
 * 4. Everything else is compared letter by letter, capitals too. So `007` (a leading zero makes a name, not a
 *    number), `1e0`, `.5`, `yes` and `Yes` are values of their own: none of them is 1 or 0.5.
 *
 * Digits are compared as text, so that long identifiers are never rounded. The empty cell is "".
 */
export function canonicalValue(value: GivenValue): string {
  const text = String(value).trim();
  if (text === "" || !/^[-+\dtf]/i.test(text)) return composed(text);
  const number = /^([+-]?)(0|[1-9]\d*)(?:\.(\d*))?$/.exec(text);
  if (number !== null) {
    const [, sign, whole = "", fraction = ""] = number;
    const digits = fraction.replace(/0+$/, "");
    const size = digits === "" ? whole : `${whole}.${digits}`;
    return sign === "-" && size !== "0" ? `-${size}` : size;
  }
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase();
  return composed(text);
}

/**
 * Canonical spellings of a column, each distinct cell looked at once.
 * @returns a list of one spelling a row.
 */
export function canonicalColumn(cells: readonly string[]): string[] {
  const known = new Map<string, string>();
  return cells.map((cell) => {
    let value = known.get(cell);
    if (value === undefined) {
      value = canonicalValue(cell);
      known.set(cell, value);
    }
    return value;
  });
}

/**
 * The number that a cell spells in decimal notation, with exponent or without; null for anything else: words,
 * `NaN`, `Infinity`, hexadecimal, a decimal comma, a number beyond 1.8e308.
 */
export function readNumber(cell: string): number | null {
  const text = cell.trim();
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/**
 * Milliseconds since 1970 of an ISO 8601 date, `2020-01-31` or `2020-01-31T12:30[:05[.25]][Z|+01:00]` (a space for
 * the T too); without zone in UTC. Null for anything else, also a day that its month has not.
 */
export function readDate(cell: string): number | null {
  const found =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(
      cell.trim(),
    );
  if (found === null) return null;
  const [, day = "", time = "00:00", zone = "Z"] = found;
  const midnight = new Date(`${day}T00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null;
  const moment = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(moment) ? null : moment;
}

function composed(text: string): string {
  return text.normalize("NFC");
}
