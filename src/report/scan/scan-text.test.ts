import { expect, it } from "vitest";
import { exampleScan, scannedColumn } from "../../../fixtures/evaluation/example-scan.js";
import { scanText } from "./scan-text.js";

it("is a table and what it says", () => {
  expect(scanText(exampleScan())).toBe(`200 images of 180 subjects

sick <b>                 n                AUROC  p adjusted
diagnosis              200  1.000 (0.950–1.000)     < 0.001  FLAGGED: may be the label itself
<script>site</script>  200  0.910 (0.860–0.950)     < 0.001  FLAGGED
brightness             190  0.800 (0.750–0.840)     < 0.001  says nothing beyond <script>site</script>
sex                    200  0.520 (0.470–0.560)       0.600
ids, left alone: visit
1 without two values
diagnosis tells sick <b> almost without error: may be the label itself, or made from it. Leave it out (--without) if so.
<script>site</script> goes with sick <b>: a model can learn it in the place of the disease, unless it is the disease that it shows.
brightness goes with sick <b> too, and says nothing beyond.

error: 2 groups of files with the same bytes in several parts of the split
  A test would see its training images.`);
});

it("cuts what is not flagged, never what is", () => {
  const scan = exampleScan();
  const [target] = scan.targets;
  if (target === undefined) throw new Error("no target");
  const many = (kind: "flagged" | "not flagged") =>
    Array.from({ length: 20 }, (_, place) =>
      scannedColumn(`c${place}`, 0.6, { finding: { kind } }),
    );
  const of = (columns: typeof target.columns) =>
    scanText({ ...scan, targets: [{ ...target, columns }], leakage: [] });
  expect(of(many("not flagged"))).toContain(
    "and 5 more, not flagged\nNothing that was looked at could be shown to go",
  );
  expect(of(many("flagged")).match(/FLAGGED/g)).toHaveLength(20);
  expect(of([])).toContain("leakage: every subject is in one part; no duplicates");
});
