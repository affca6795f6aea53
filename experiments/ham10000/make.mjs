// @ts-check
/**
 * HAM10000 as files: a PNG for each of the 5,984 pictures of 64 x 64 and table.csv, with the cohort and run files of this
 * study beside them, in a folder of its own outside of the repository (the pictures are CC BY-NC 4.0).
 *
 *   node experiments/ham10000/make.mjs FOLDER-OF-THE-IDX-FILES FOLDER
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [source, out] = process.argv.slice(2);
if (source === undefined || out === undefined)
  fail("Name the folder of the IDX files and the folder to be made.");
if (existsSync(out) && readdirSync(out).length > 0) fail(`${out} is not empty.`);
const { decodeIdx, encodePng } = await loadFormats();

const name = "images-idx4-ubyte.gz";
const { data, shape } = decodeIdx(readFileSync(join(source, name)), name);
const [count = 0, height = 0, width = 0, channels = 0] = shape;
const [header = "", ...rows] = readFileSync(join(source, "metadata.csv"), "utf8")
  .trim()
  .split(/\r?\n/);
const columns = header.split(",");
if (rows.length !== count || channels !== 3)
  fail(`${count} pictures of ${channels} channels, ${rows.length} rows.`);
const idColumn = columns.indexOf("image_id");

mkdirSync(join(out, "images"), { recursive: true });
const plane = height * width;
const lines = rows.map((row, index) => {
  const cells = row.split(",");
  if (cells.length !== columns.length)
    fail(`row ${index + 2} of metadata.csv has ${cells.length} fields.`);
  const file = `images/${cells[idColumn]}.png`;
  const samples = Uint8Array.from({ length: 3 * plane }, (_, place) => {
    const [channel, pixel] = [Math.floor(place / plane), place % plane];
    return Number(data[(index * plane + pixel) * 3 + channel]);
  });
  const picture = { dtype: "uint8", shape: [3, height, width], data: samples };
  writeFileSync(
    join(out, file),
    encodePng({ samples: picture, channels: "rgb", spacingMm: null, affine: null }),
  );
  return `${row},${file}`;
});
writeFileSync(join(out, "table.csv"), [`${header},file`, ...lines, ""].join("\n"));
const files = readdirSync(fileURLToPath(new URL(".", import.meta.url))).filter((file) =>
  file.endsWith(".yml"),
);
for (const file of files) copyFileSync(new URL(file, import.meta.url), join(out, file));
process.stdout.write(`${count} pictures, table.csv and ${files.join(", ")} in ${out}\n`);

/** The project's own reader and writer, as `npm run build` makes them. */
async function loadFormats() {
  const load = (/** @type {string} */ path) => import(`../../dist/data/formats/${path}.js`);
  const [{ decodeIdx }, { encodePng }] = await Promise.all([load("idx"), load("encode-png")]);
  return { decodeIdx, encodePng };
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
