import { at } from "../../../base/ndarray.js";
import { readNumber } from "../../tables/cell-value.js";

/**
 * Which of `parts` bins of about equally many rows a number falls into, "0" to "parts − 1", one a row; "" for a cell that is none. A
 * value at an edge is of the upper bin.
 */
export function cutAtQuantiles(cells: readonly string[], parts: number): string[] {
  const numbers = cells.map((cell) => (cell === "" ? null : readNumber(cell)));
  const sorted = numbers.filter((value) => value !== null).sort((left, right) => left - right);
  const edges = Array.from({ length: parts - 1 }, (_, edge) =>
    at(sorted, Math.floor(((edge + 1) * sorted.length) / parts)),
  );
  return numbers.map((value) =>
    value === null ? "" : String(edges.filter((edge) => value >= edge).length),
  );
}
