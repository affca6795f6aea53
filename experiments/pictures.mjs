// @ts-check
/**
 * A set of IDX pictures and a table as files: a PNG for each picture and table.csv, with the cohort and run files of a
 * study beside them, in a folder of its own outside of the repository (the pictures may not be part of the project).
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

/**
 * Write the pictures of `images` in the folder that the command line names first into the folder that it names second.
 *
 * @param {URL} study folder of the study; its YAML files are copied
 * @param {string} images file with pictures, N x H x W or N x H x W x 3 bytes
 * @param {(row: Readonly<Record<string, string>>) => string} id name of a row's picture, without ending; added as column `id`
 */
export async function writePictures(study, images, id) {
  const [source, out] = process.argv.slice(2);
  if (source === undefined || out === undefined)
    fail("Name the folder of the IDX files and the folder to be made.");
  if (existsSync(out) && readdirSync(out).length > 0) fail(`${out} is not empty.`);
  const { decodeIdx, encodePng } = await loadFormats();
  const { data, shape } = decodeIdx(readFileSync(join(source, images)), images);
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  const { header, rows } = readTable(join(source, "metadata.csv"));
  if (rows.length !== count) fail(`${count} pictures, ${rows.length} rows.`);

  mkdirSync(join(out, "images"), { recursive: true });
  const plane = height * width;
  const names = new Set();
  const lines = rows.map((cells, index) => {
    const name = id(Object.fromEntries(header.map((column, at) => [column, cells[at] ?? ""])));
    if (names.has(name)) fail(`Two pictures would be called ${name}.`);
    names.add(name);
    // From the channels of a pixel side by side to a plane a channel.
    const samples = Uint8Array.from({ length: channels * plane }, (_, place) =>
      Number(data[(index * plane + (place % plane)) * channels + Math.floor(place / plane)]),
    );
    const picture = {
      samples: { dtype: "uint8", shape: [channels, height, width], data: samples },
      channels: channels === 3 ? "rgb" : "grey",
      spacingMm: null,
      affine: null,
    };
    writeFileSync(join(out, "images", `${name}.png`), encodePng(picture));
    return `${cells.join(",")},${name},images/${name}.png`;
  });
  writeFileSync(join(out, "table.csv"), [`${header.join(",")},id,file`, ...lines, ""].join("\n"));
  const files = readdirSync(fileURLToPath(study)).filter((file) => file.endsWith(".yml"));
  for (const file of files) copyFileSync(new URL(file, study), join(out, file));
  process.stdout.write(`${count} pictures, table.csv and ${files.join(", ")} in ${out}\n`);
}

/** Cells of a table without quotation marks. @param {string} path */
function readTable(path) {
  const text = readFileSync(path, "utf8").trim();
  if (text.includes('"')) fail(`${path} has quotation marks.`);
  const [header = [], ...rows] = text.split(/\r?\n/).map((line) => line.split(","));
  rows.forEach((cells, index) => {
    if (cells.length !== header.length) fail(`row ${index + 2} has ${cells.length} fields.`);
  });
  return { header, rows };
}

/** The project's own reader and writer, as `npm run build` makes them. */
async function loadFormats() {
  const load = (/** @type {string} */ path) => import(`../dist/data/formats/${path}.js`);
  const [{ decodeIdx }, { encodePng }] = await Promise.all([load("idx"), load("encode-png")]);
  return { decodeIdx, encodePng };
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
