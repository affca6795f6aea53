import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSidecarFacts } from "../../src/data/cohort/sidecar-facts.js";
import { readCsvFeatures } from "../../src/data/datasets/embeddings/csv-features.js";
import { at } from "../../src/base/ndarray.js";
import { readTable } from "../../src/data/tables/read-table.js";
import { parseSidecarLevels } from "../../src/data/tables/sidecar.js";
import type { StringTable } from "../../src/data/tables/string-table.js";
import type { Seed } from "./mutate.js";
import { fixture, fixtureSeeds } from "./seeds.js";
import type { FuzzPlaces, FuzzTarget } from "./target.js";
import { wordsOf } from "./target.js";

/** Pieces of tables in text. */
const tableWords = wordsOf(
  ...['"', '""', ",", "\t", "\n", "\r\n", "\r", "\n\n", "\u{feff}", " ", "\0", "n/a", "é"],
  ...["-1", "1.0", "yes", "NaN", ",,,,,,,,,,,,,,,,", '"\n",', "1e999", "=A1", "__proto__"],
);

/** Readers of tables and of JSON beside images. */
export function tableTargets({ fixtures, scratch }: FuzzPlaces): readonly FuzzTarget[] {
  const parquets = fixtureSeeds(fixtures, "tables", ".parquet");
  const people = { name: "people.tsv", bytes: fixture(fixtures, "tables/people.tsv") };
  return [
    tableTarget(scratch, ["csv", "tsv"], tableWords, [...csvSeeds(fixtures), people], 2 ** 12),
    tableTarget(scratch, ["parquet"], wordsOf("PAR1", "UTF8", "LIST"), parquets, 2 ** 14),
    csvFeaturesTarget(scratch),
    ...sidecarTargets(fixtures),
  ];
}

function csvSeeds(fixtures: string): readonly Seed[] {
  return [
    { name: "main.csv", bytes: fixture(fixtures, "tables/main.csv").slice(0, 600) },
    text('\u{feff}a,"b ""x""",c\r\n"1\n2", -1 ,\r\n\r\n,"ü",yes\r\n'),
  ];
}

function text(content: string): Seed {
  return { name: content.slice(0, 10), bytes: new TextEncoder().encode(content) };
}

/** A file that has one of these endings, the first of which is the reader's name. */
function tableTarget(
  scratch: string,
  endings: readonly string[],
  words: readonly Uint8Array[],
  seeds: readonly Seed[],
  ratio: number,
): FuzzTarget {
  const names = endings.map((ending) => `table.${ending}`);
  const sources = [...names, ...names.map((name) => join(scratch, name))];
  return {
    ...{ name: at(endings, 0), sources, words, seeds, ratio },
    read: async (bytes, rng) => {
      const name = at(names, rng.integer(names.length));
      const path = join(scratch, name);
      writeFileSync(path, bytes);
      return unsoundTable((await readTable({ path, name })).table);
    },
  };
}

function unsoundTable(table: StringTable): string | null {
  const { header, rows } = table;
  if (!(Number.isSafeInteger(rows) && rows > 0)) return `${rows} rows`;
  for (const name of header) {
    let cells: readonly string[];
    try {
      cells = table.column(name);
    } catch (error) {
      // Columns of lists and raw bytes are in the header alone.
      if (error instanceof Error && error.message.includes("the column holds lists")) continue;
      throw error;
    }
    if (cells.length !== rows) return `${cells.length} cells of ${name} in ${rows} rows`;
    const wrong = cells.findIndex((cell) => typeof cell !== "string");
    if (wrong >= 0) return `${table.place(wrong)} of ${name} is no text`;
  }
  return null;
}

function csvFeaturesTarget(scratch: string): FuzzTarget {
  const path = join(scratch, "features.csv");
  return {
    ...{ name: "csv-features", sources: [path], words: tableWords, ratio: 2 ** 12 },
    seeds: [text("id,embedding_0,embedding_1\na,0.5,-1\nb,1e3,2\n")],
    read: async (bytes, rng) => {
      writeFileSync(path, bytes);
      const expected = { table: "a.csv", rows: at([2, 2, 2, 1, 3], rng.integer(5)) };
      const { rows, width, values } = await readCsvFeatures(path, expected, "id");
      return values.length === rows * width ? null : `${values.length} values of ${rows}x${width}`;
    },
  };
}

function sidecarTargets(fixtures: string): readonly FuzzTarget[] {
  const words = wordsOf(
    ...["{", "}", "[", "]", '"', ":", ",", "null", "true", "1e999", "-", "\\u0000", "\u{feff}"],
    ...['"Levels"', '"Description"', '"__proto__"', '"toString"', "[".repeat(9000)],
  );
  const people = new TextDecoder().decode(fixture(fixtures, "tables/people.json"));
  const field = text('{"MagneticFieldStrength": 3, "a": "n/a", "b": [1, {"c": null}], "d": true}');
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return [
    {
      ...{ name: "sidecar-levels", sources: ["a.json"], words, ratio: 2 ** 10 },
      seeds: [text(people), text('{"s": {"Levels": {"1": {"Description": "one"}}}}')],
      read: (bytes) => {
        parseSidecarLevels(decode(bytes), "a.json");
        return null;
      },
    },
    {
      ...{ name: "sidecar-facts", sources: ["T1w.json"], words, ratio: 2 ** 10 },
      seeds: [field, text(people)],
      read: (bytes, rng) => {
        const facts = createSidecarFacts({ list: () => ["T1w.json"], read: () => decode(bytes) });
        const names = ["MagneticFieldStrength", "a", "b", "toString", "__proto__", "sex"];
        const fact = facts("T1w.nii", at(names, rng.integer(names.length)));
        return fact === null || typeof fact === "string" ? null : `a ${typeof fact}`;
      },
    },
  ];
}
