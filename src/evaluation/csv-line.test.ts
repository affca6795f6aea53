import { expect, it } from "vitest";
import { csvLine } from "./csv-line.js";

it("csvLine quotes what would break a line or lose its spaces, and nothing else", () => {
  expect(csvLine(["a", "b c", "", "1.5"])).toBe("a,b c,,1.5\n");
  expect(csvLine(['say "x"', "a,b", "two\nlines", " end "])).toBe(
    '"say ""x""","a,b","two\nlines"," end "\n',
  );
});
