import * as Plot from "@observablehq/plot";

/** At most `most` whole epochs: multiples of 1, 2 or 5 times a power of ten; none without epochs. */
export function epochTicks(epochs: readonly number[], most: number): number[] {
  if (epochs.length === 0) return [];
  const first = Math.min(...epochs);
  const last = Math.max(...epochs);
  let step = 1;
  for (let turn = 0; (last - first) / step > most - 1; turn++) step *= turn % 3 === 1 ? 2.5 : 2;
  const start = Math.ceil(first / step) * step;
  const count = Math.max(0, Math.floor((last - start) / step) + 1);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

/** Powers of ten from below the smallest value above 0 to above the largest; none without such values. */
export function decadeTicks(values: readonly (number | null)[]): number[] {
  const positive = values.flatMap((value) => (value !== null && value > 0 ? [value] : []));
  if (positive.length === 0) return [];
  const first = Math.floor(Math.log10(Math.min(...positive)));
  const last = Math.ceil(Math.log10(Math.max(...positive)));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** A vertical axis of values, and the room that its numbers need. */
export interface ValueAxis {
  readonly y: {
    readonly domain: [low: number, high: number];
    readonly ticks: number[];
    readonly tickFormat: (value: number) => string;
  };
  /** Pixels, `least` or more. */
  readonly marginLeft: number;
}

/** Room for a character of a tick's number, and beside the number, pixels at 11 px. */
const characterWidth = 6.4;
const besideNumber = 14;

/**
 * A linear axis over `values` widened to round numbers, or over `domain`, with about `most` round ticks. Values that hardly
 * differ need numbers of many digits ("0.693142"), which the margin must hold.
 * @param least pixels of the margin where numbers are short.
 */
export function valueAxis(
  values: readonly number[],
  domain: readonly [low: number, high: number] | null,
  { most, least }: { readonly most: number; readonly least: number },
): ValueAxis {
  const [low, high] = domain ?? roundRange(values);
  const { ticks, digits } = roundTicks(low, high, most);
  const tickFormat = (value: number) => showTick(value, digits);
  const longest = Math.max(0, ...ticks.map((tick) => tickFormat(tick).length));
  return {
    y: { domain: [low, high], ticks, tickFormat },
    marginLeft: Math.max(least, besideNumber + Math.ceil(characterWidth * longest)),
  };
}

/** "−1,200.50": as Plot writes it. */
function showTick(value: number, digits: number): string {
  const [whole = "", part] = value.toFixed(digits).replace("-", "−").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** From the least to the greatest, both moved out to round numbers; of one value alone, a range about it. */
function roundRange(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(low < high)) return values.length > 0 && low !== 0 ? around(low) : [0, 1];
  const scale = Plot.scale({ y: { type: "linear", domain: [low, high], nice: true } });
  const [from = low, to = high] = (scale?.domain ?? []) as readonly number[];
  return [from, to];
}

/** From 0 to twice the value: an axis of no length would have one tick, with every digit of the number. */
function around(value: number): [number, number] {
  return value > 0 ? [0, 2 * value] : [2 * value, 0];
}

/** Multiples of 1, 2 or 5 times a power of ten, about `most` of them, and the digits after the point that they have. */
function roundTicks(
  low: number,
  high: number,
  most: number,
): { readonly ticks: number[]; readonly digits: number } {
  const raw = (high - low) / most;
  const power = Math.floor(Math.log10(raw));
  const over = raw / 10 ** power;
  const factor =
    over >= Math.sqrt(50) ? 10 : over >= Math.sqrt(10) ? 5 : over >= Math.sqrt(2) ? 2 : 1;
  const digits = Math.min(20, Math.max(0, -power - (factor === 10 ? 1 : 0)));
  // By powers of ten above 1 alone: those below are not exact.
  const place = (count: number) =>
    power < 0 ? (count * factor) / 10 ** -power : count * factor * 10 ** power;
  let first = Math.round(low / place(1));
  let last = Math.round(high / place(1));
  if (place(first) < low) first += 1;
  if (place(last) > high) last -= 1;
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    place(first + index),
  );
  return { ticks, digits };
}
