import { describe, expect, it } from "vitest";
import { exampleProbing } from "../../../fixtures/probing/example-probing.js";
import { contrast } from "../../../test/legible.js";
import { darkPalette, palette } from "../palette.js";
import { probeMatrixSpec, renderProbeMatrix } from "./probe-matrix.js";

const { knn } = exampleProbing();

describe("probeMatrix", () => {
  it("is as strong in colour as a score is far from chance, and marks a part's own target", () => {
    const { fields } = probeMatrixSpec("kNN", knn);
    expect(fields[1]).toMatchObject({ isOwn: false, text: "0.810", note: "0.78–0.83" });
    expect(fields[1]?.strength).toBeCloseTo(0.62, 9);
    expect(fields[4]?.isOwn).toBe(true);
    const none = { ...knn.cells[0], score: { value: null, reason: "few rows" } } as (typeof knn.cells)[number]; // prettier-ignore
    expect(probeMatrixSpec("kNN", { ...knn, cells: [none] }).fields[0]).toMatchObject({
      strength: null,
      text: "n/a",
    });
  });

  it("draws what a person has looked at", async () => {
    const svg = renderProbeMatrix(probeMatrixSpec("kNN probe", knn));
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/probe-matrix.svg");
  });

  it.each([
    ["light", palette],
    ["dark", darkPalette],
  ])("can be read on its strongest field, %s", (_, { main, background, text }) => {
    const sure = { value: 1, low: 1, high: 1, effective_n: 9 };
    const cells = knn.cells.map((cell) => ({ ...cell, score: sure }));
    const svg = renderProbeMatrix(probeMatrixSpec("kNN", { ...knn, cells }));
    const opacity = Number(/fill-opacity="([\d.]+)"/.exec(svg)?.[1]);
    expect(opacity).toBeGreaterThan(0.5);
    const [over = [], under = []] = [main, background].map((colour) =>
      [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)),
    );
    const field = over.map((own, place) => opacity * own + (1 - opacity) * (under[place] ?? 0));
    expect(contrast(text, `rgb(${field.join(", ")})`)).toBeGreaterThan(4.5);
    expect(svg).not.toMatch(/<text[^>]* fill=/);
  });
});
