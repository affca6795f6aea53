import { expect, it } from "vitest";
import { maskOutline } from "./mask-outline.js";

const outline = (...rows: string[]) =>
  maskOutline({
    ...{ height: rows.length, width: rows[0]?.length ?? 0 },
    values: Uint8Array.from([...rows.join("")], (pixel) => (pixel === "#" ? 1 : 0)),
  });

it("goes round the pixels of a mask, in runs", () => {
  expect(outline("...", ".#.", "...")).toBe("M1 1h1M1 2h1M1 1v1M2 1v1");
  // At the border of the picture too; an inner edge is none, a hole has its own.
  expect(outline("##", "#.")).toBe("M0 0h2M1 1h1M0 2h1M0 0v2M1 1v1M2 0v1");
  expect(outline("###", "#.#", "###")).toBe("M0 0h3M1 1h1M1 2h1M0 3h3M0 0v3M1 1v1M2 1v1M3 0v3");
  // Two objects on one line.
  expect(outline("#.#")).toBe("M0 0h1M2 0h1M0 1h1M2 1h1M0 0v1M1 0v1M2 0v1M3 0v1");
});

it("is empty where nothing is seen", () => {
  expect(outline("..")).toBe("");
});
