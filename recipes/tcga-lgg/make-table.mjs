// Write slices.csv beside kaggle_3m: a row for each slice, with whether its mask has any tumour. Run once:
//   node make-table.mjs data/kaggle_3m
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import sharp from "sharp";

/** Rows of the table, slices of a patient in their order; `height` is (slice - 1/2) / slices of the patient. */
async function sliceRows(root) {
  const rows = [];
  for (const folder of namesIn(root, /^TCGA_[A-Z]{2}_[A-Z0-9]{4}_\d{8}$/)) {
    const masks = namesIn(join(root, folder), /_\d+_mask\.tif$/);
    for (const mask of masks) {
      const [, slice] = /_(\d+)_mask\.tif$/.exec(mask);
      const { channels } = await sharp(join(root, folder, mask)).stats();
      rows.push({
        image: `${folder}/${mask.replace("_mask.tif", ".tif")}`,
        patient: folder.slice(0, -9),
        slice: Number(slice),
        height: ((Number(slice) - 0.5) / masks.length).toFixed(4),
        tumour: channels.some(({ max }) => max > 0) ? 1 : 0,
      });
    }
  }
  return rows.sort((a, b) =>
    a.patient === b.patient ? a.slice - b.slice : a.patient < b.patient ? -1 : 1,
  );
}

function namesIn(folder, pattern) {
  return readdirSync(folder).filter((name) => pattern.test(name));
}

const [folder] = process.argv.slice(2);
if (folder === undefined) fail("usage: node make-table.mjs data/kaggle_3m");
const root = resolve(folder);
const rows = await sliceRows(root);
if (rows.length === 0) fail(`${folder}: no folders such as TCGA_CS_4941_19960909 with masks`);
const out = join(dirname(root), "slices.csv");
const columns = Object.keys(rows[0]);
const lines = rows.map((row) => columns.map((column) => row[column]).join(","));
writeFileSync(out, `${[columns.join(","), ...lines].join("\n")}\n`);
console.log(`${out}: ${rows.length} slices`);

function fail(message) {
  console.error(message);
  process.exit(2);
}
