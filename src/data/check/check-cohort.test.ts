import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { cohortOptions } from "../../../fixtures/cohort/open-options.js";
import { openCohortImages } from "../datasets/cohort.js";
import { encodePng } from "../formats/encode-png.js";
import { checkCohort } from "./check-cohort.js";

const folder = mkdtempSync(join(tmpdir(), "check-cohort-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("still shows what it found where a part would have no image left", async () => {
  const parts = [...Array<string>(18).fill("train"), "val", "val", "test"];
  const lines = parts.map((part, row) => {
    const name = `${row}.png`;
    const data = Uint8Array.from({ length: 16 }, (_, index) => (index * (row + 3) * 7) % 251);
    writeFileSync(
      join(folder, name),
      encodePng({
        samples: { dtype: "uint8", shape: [1, 4, 4], data },
        channels: "grey",
        spacingMm: null,
        affine: null,
      }),
    );
    return `${name},${row % 2},${part}`;
  });
  writeFileSync(join(folder, "table.csv"), `image,label,part\n${lines.join("\n")}\n`);
  rmSync(join(folder, "20.png"));
  mkdirSync(join(folder, "20.png"));
  const images = await openCohortImages(cohortOptions(folder, { root: "." }), 1);
  const options = { withTables: true, smallestCell: 1, onProgress: () => undefined };
  const { findings, tables } = checkCohort(images, options);
  expect(findings[0]).toMatchObject({
    ...{ kind: "nothing-left", severity: "error", count: 1 },
    what: "part or class would have no row left",
  });
  expect(findings[0]?.items[0]?.detail).toMatch(/test/);
  expect(findings.map(({ kind }) => kind)).toContain("unreadable-files");
  expect(tables.length).toBe(1);
});
