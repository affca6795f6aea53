import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { maskPaths } from "./mask-paths.js";
import type { MaskSpec } from "./spec.js";

const table = exampleTable({ id: ["a", "b"], lesion: ["m\\a.png", ""] });
const paths = (...masks: MaskSpec[]) => maskPaths({ masks, images: { column: "id", root: "pictures" } }, table); // prettier-ignore

describe("maskPaths", () => {
  it("takes a column, where an empty cell is a row without a mask, or a pattern", () => {
    expect(paths({ name: "lesion", column: "lesion" }, { name: "device", pattern: "{id}/d.png", root: "masks" })).toEqual([
      { name: "lesion", root: "pictures", paths: ["m/a.png", ""], isOptional: false },
      { name: "device", root: "masks", paths: ["a/d.png", "b/d.png"], isOptional: true },
    ]); // prettier-ignore
    expect(maskPaths({ images: { column: "id", root: "." } }, table)).toEqual([]);
  });

  it("names the entry that is wrong", () => {
    expect(() => paths({ name: "lesion" })).toThrow(
      "masks (entry 1): one of column and pattern says where masks are: got neither",
    );
    expect(() => paths({ name: "m", column: "lesion" }, { name: "m", column: "lesion" })).toThrow(
      "masks (entry 2).name: two masks have one name: got m",
    );
    expect(() => paths({ name: "m", column: "lesions" })).toThrow("masks (entry 1).column: ");
    expect(() => paths({ name: "m", pattern: "../{id}.png" })).toThrow("the image path leaves the root"); // prettier-ignore
  });
});
