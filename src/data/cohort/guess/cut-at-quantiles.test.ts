import { expect, it } from "vitest";
import { cutAtQuantiles } from "./cut-at-quantiles.js";

it("makes bins of equally many rows, whatever their order; cells without a number stay out", () => {
  const cells = ["7", "1", "", "5", "3", "8", "2", "6", "4"];
  expect(cutAtQuantiles(cells, 2)).toEqual(["1", "0", "", "1", "0", "1", "0", "1", "0"]);
  expect(cutAtQuantiles(cells, 4)).toEqual(["3", "0", "", "2", "1", "3", "0", "2", "1"]);
  expect(cutAtQuantiles(["10", "9", "10", "10"], 2)).toEqual(["1", "0", "1", "1"]);
});
