import { describe, expect, it } from "vitest";
import { exampleProbing } from "../../../fixtures/probing/example-probing.js";
import { renderFeatureMaps } from "./feature-maps.js";

const { maps, targets } = exampleProbing();

describe("featureMaps", () => {
  it("draws what a person has looked at", async () => {
    await expect(`${renderFeatureMaps(maps, targets)}\n`).toMatchFileSnapshot(
      "snapshots/feature-maps.svg",
    );
  });

  it("has a dot for each known value in each panel, and words where there is no map", () => {
    const svg = renderFeatureMaps(maps, targets);
    // 59 known rows, two parts with a map, three targets; two values in each of three legends.
    expect(svg.match(/h0/g)).toHaveLength(59 * 2 * 3 + 6);
    expect(svg.match(/n\/a \(the part is constant\)/g)).toHaveLength(3);
  });
});
