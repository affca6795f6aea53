/** One thing goes with the label, in nine of ten pictures: it is flagged, and nothing else stands by itself. */
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { picture, plants, type Plant } from "../fixtures/planted-pictures.js";
import { createRng } from "../src/base/rng.js";
import { openPhantom } from "../src/data/datasets/phantom.js";
import { measureProperties } from "../src/data/properties/measure-properties.js";
import { properties, propertyNames, type Property } from "../src/data/properties/registry.js";
import type { ScanColumn } from "../src/evaluation/scan/scan-column.js";
import { scanColumns } from "../src/evaluation/scan/scan-columns.js";

const count = 200;
const size = 96;
const phantom = openPhantom({ train: count, test: 0, size, factors: [] });
const greys = Array.from({ length: count }, (_, row) => {
  const values = new Float32Array(size * size);
  phantom.writeImage("train", row, {}, values, 0);
  return values;
});

/** Label, and whether a row has what is planted. */
function draw(name: string) {
  const rng = createRng(1).child(name);
  const label = Int32Array.from({ length: count }, () => rng.integer(2));
  const has = Array.from(label, (value) => (rng.uniform() < 0.9 ? value === 1 : value === 0));
  return { rng, label, has };
}

/** Names by what is said of them; a few columns of chance are scanned too. */
function scan(
  rows: readonly Float64Array[],
  label: Int32Array,
  columns: readonly ScanColumn[] = [],
): { readonly flagged: string[]; readonly explained: string[] } {
  const rng = createRng(7);
  const measured = propertyNames.map((name, place): ScanColumn => {
    const property: Property = properties[name];
    const follows =
      property.of === "file" && property.follows === true ? ({ follows: true } as const) : {};
    return {
      ...{ name, title: property.title, source: property.of, ...follows },
      ...{ kind: "numbers", unit: property.unit },
      numbers: Float64Array.from(rows, (own) => own[place] ?? NaN),
    };
  });
  const age: ScanColumn = {
    ...{ name: "age", title: "age", source: "column", kind: "numbers", unit: "" },
    numbers: Float64Array.from(rows, () => Math.round(50 + 12 * rng.normal())),
  };
  const { targets } = scanColumns({
    subjects: rows.map((_, row) => String(row)),
    columns: [...columns, age, ...measured],
    targets: [{ kind: "classes", name: "sick", codes: label, classNames: ["no", "yes"] }],
    seed: 0,
  });
  const named = (kind: string): string[] =>
    (targets[0]?.columns ?? [])
      .filter(({ finding }) => finding.kind === kind)
      .map(({ name }) => name);
  return { flagged: named("flagged"), explained: named("explained") };
}

const measure = (own: ReturnType<typeof picture>) => measureProperties([own.png()], own.decoded);
const plain = greys.map((values) => measure(picture(values, size)));

describe("planted and flagged", () => {
  it("flags nothing where nothing is planted", () => {
    expect(scan(plain, draw("nothing").label).flagged).toEqual([]);
  });

  it.each(Object.entries(plants))("%s", (name, plant: Plant) => {
    const { rng, label, has } = draw(name);
    const rows = greys.map((values, row) =>
      has[row] === true
        ? measure(picture(plant(values, size, rng.child(String(row))), size))
        : (plain[row] ?? new Float64Array(0)),
    );
    expect(scan(rows, label).flagged).toEqual([name.replace(" by offset", "")]);
  });

  it("colour cast", () => {
    const { rng, label, has } = draw("colour");
    const rows = greys.map((values, row) => {
      const gains = [0.8, 0.8, 0.8].map((gain) => gain * (1 + 0.015 * rng.normal()));
      const [red = 1, green = 1, blue = 1] = gains;
      const cast = has[row] === true ? [1.12 * red, green, 0.88 * blue] : gains;
      return measure(picture(values, size, cast));
    });
    const { flagged, explained } = scan(rows, label);
    expect(flagged).toHaveLength(1);
    expect(flagged[0]).toMatch(/^colour-/);
    expect(explained.some((name) => name.startsWith("colour-"))).toBe(true);
  });

  it("JPEG quality", async () => {
    const { label, has } = draw("quality");
    const raw = { width: size, height: size, channels: 1 as const };
    const rows = await Promise.all(
      greys.map(async (values, row) => {
        const data = Uint8Array.from(picture(values, size).decoded.samples.data, Number);
        const quality = has[row] === true ? 50 : 90;
        const bytes = await sharp(data, { raw }).jpeg({ quality }).toBuffer();
        const back = await sharp(bytes).greyscale().raw().toBuffer();
        const samples = {
          dtype: "uint8",
          shape: [1, size, size],
          data: new Uint8Array(back),
        } as const;
        return measureProperties([bytes], { samples, channels: "grey" });
      }),
    );
    const { flagged, explained } = scan(rows, label);
    expect(flagged).toEqual(["jpeg-quality"]);
    expect(explained).toContain("file-size");
  });

  it("a column of the table", () => {
    const { label, has } = draw("column");
    const site: ScanColumn = {
      ...{ name: "site", title: "site", source: "column", kind: "values" },
      codes: Int32Array.from(has, Number),
      valueNames: ["north", "south"],
    };
    expect(scan(plain, label, [site])).toEqual({ flagged: ["site"], explained: [] });
  });
});
