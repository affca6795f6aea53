import { describe, expect, it } from "vitest";
import { exampleScan, scannedColumn } from "../../../fixtures/evaluation/example-scan.js";
import type { ScannedTarget } from "../../evaluation/scan/scan-results.js";
import { renderScanDots, scanDotsSpec } from "./scan-dots.js";

const { targets, settings } = exampleScan();
const target = targets[0] as ScannedTarget;

describe("scanDots", () => {
  it("has a line for each column with a value, as the scan has them", () => {
    const spec = scanDotsSpec(target, settings.margins);
    expect(spec.dots.map(({ title, state }) => [title, state])).toEqual([
      ["diagnosis", "flagged"],
      ["<script>site</script>", "flagged"],
      ["brightness", "explained"],
      ["sex", "not flagged"],
    ]);
    expect([spec.chance, spec.margin, spec.left]).toEqual([0.5, 0.55, 0]);
    const columns = Array.from({ length: 33 }, (_, place) => scannedColumn(`c${place}`, 0.6));
    expect(scanDotsSpec({ ...target, columns }, settings.margins).left).toBe(3);
    expect(scanDotsSpec({ ...target, statistic: "r2" }, settings.margins).margin).toBe(0.01);
  });

  it("draws what a person has looked at, the same bytes each time", async () => {
    const svg = renderScanDots(scanDotsSpec(target, settings.margins));
    expect(renderScanDots(scanDotsSpec(target, settings.margins))).toBe(svg);
    expect(svg).not.toMatch(/NaN|undefined|<script/);
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/scan-dots.svg");
  });
});
