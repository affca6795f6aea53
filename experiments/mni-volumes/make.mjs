// @ts-check
/**
 * The volumes of this check, with their tables and its cohort and run files beside them; outside of the repository.
 *
 *   node experiments/mni-volumes/make.mjs FOLDER [FOLDER-OF-THE-TEMPLATES]
 *
 * `templates` has every template as it is, `turned` two of them in other orders of axes and with thick slices, each with the
 * affine that keeps every voxel where it was. The product's reader and writer have no part in it.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { placeOf, readNifti } from "./read-nifti.mjs";

/** @typedef {import("./read-nifti.mjs").Volume} Volume */
/**
 * An axis of the file that is written: which axis of the source it follows, from where, and in which steps.
 * @typedef {{ axis: 0 | 1 | 2, backwards?: true, every?: number }} Axis
 */

/** How copies are stored. @type {Readonly<Record<string, { axes: readonly Axis[], form: "sform" | "qform" }>>} */
const copies = {
  // x to the patient's left, as FSL stores its atlases; said by a quaternion with a handedness of -1 alone.
  LAS: { axes: [{ axis: 0, backwards: true }, { axis: 1 }, { axis: 2 }], form: "qform" },
  // To the back, to the feet, to the right, as sagittal scans come.
  PIR: {
    axes: [{ axis: 1, backwards: true }, { axis: 2, backwards: true }, { axis: 0 }],
    form: "sform",
  },
  // Every third axial slice.
  thick: { axes: [{ axis: 0 }, { axis: 1 }, { axis: 2, every: 3 }], form: "sform" },
};
/** Templates of the run: of one man, with and without what is around the brain. */
const shown = [
  { name: "ch2", shows: "head" },
  { name: "ch2bet", shows: "brain" },
];

const [out, templates = "/usr/share/mricron/templates"] = process.argv.slice(2);
if (out === undefined) fail("Name the folder to be made.");
if (existsSync(out) && readdirSync(out).length > 0) fail(`${out} is not empty.`);
if (!existsSync(join(templates, "ch2.nii.gz")))
  fail(`${templates} has no ch2.nii.gz: install Debian's mricron-data, or name its folder.`);
mkdirSync(join(out, "templates"), { recursive: true });
mkdirSync(join(out, "turned"));

const files = readdirSync(templates).filter((name) => /\.nii\.(gz|txt)$/.test(name));
for (const file of files) copyFileSync(join(templates, file), join(out, "templates", file));
const names = files.filter((file) => file.endsWith(".gz"));
writeTable("templates.csv", ["file", "kind", "part"], names.toSorted().map(templateRow));

const rows = shown.flatMap(({ name, shows }) => {
  const volume = readNifti(join(templates, `${name}.nii.gz`));
  copyFileSync(join(templates, `${name}.nii.gz`), join(out, "turned", `${name}-RAS.nii.gz`));
  for (const [stored, { axes, form }] of Object.entries(copies)) {
    writeFileSync(join(out, "turned", `${name}-${stored}.nii.gz`), turn(volume, axes, form));
  }
  return ["RAS", ...Object.keys(copies)].map((stored) => [
    ...[`turned/${name}-${stored}.nii.gz`, shows, stored, "train"],
  ]);
});
// The same head once more at 0.5 mm for validation; a macaque's brain as test, for there is nothing else.
rows.push(["templates/ch2better.nii.gz", "brain", "RAS", "valid"]);
rows.push(["templates/inia19-t1-brain.nii.gz", "brain", "RAS", "test"]);
writeTable("table.csv", ["file", "shows", "stored", "part"], rows);

const study = new URL(".", import.meta.url);
const settings = readdirSync(fileURLToPath(study)).filter((file) => file.endsWith(".yml"));
for (const file of settings) copyFileSync(new URL(file, study), join(out, file));
process.stdout.write(
  `${names.length} templates, ${rows.length - 2} volumes of the run, ${settings.join(", ")} in ${out}\n`,
);

/** Kind and part, so that every part has both kinds. @param {string} name @param {number} index */
function templateRow(name, index) {
  const kind = /^(ch2|inia19-t1)/.test(name) ? "T1" : "atlas";
  const parts = ["train", "valid", "test"];
  return [name, kind, parts[index % 3] ?? ""];
}

/**
 * The same voxels in another order, with the affine that says where they are.
 * @param {Volume} volume @param {readonly Axis[]} axes @param {"sform" | "qform"} form
 */
function turn({ header, voxels, bytesPerVoxel, extents, affine }, axes, form) {
  const strides = [1, extents[0] ?? 0, (extents[0] ?? 0) * (extents[1] ?? 0)];
  const first = [0, 0, 0];
  const plans = axes.map(({ axis, backwards = false, every = 1 }) => {
    const extent = extents[axis] ?? 0;
    // Slices from the second on, so that first and middle of the thick volume are not those of the thin one.
    first[axis] = backwards ? extent - 1 : every > 1 ? 1 : 0;
    return {
      axis,
      extent: Math.floor((extent - (every > 1 ? 1 : 0) + every - 1) / every),
      step: backwards ? -1 : every,
    };
  });
  const start = first.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0);
  const [a, b, c] = plans.map((plan) => ({
    ...plan,
    stride: plan.step * (strides[plan.axis] ?? 0),
  }));
  if (a === undefined || b === undefined || c === undefined) throw new Error("three axes");
  const target = Buffer.alloc(a.extent * b.extent * c.extent * bytesPerVoxel);
  let to = 0;
  for (let k = 0; k < c.extent; k++) {
    for (let j = 0; j < b.extent; j++) {
      for (let i = 0; i < a.extent; i++, to += bytesPerVoxel) {
        const from = (start + i * a.stride + j * b.stride + k * c.stride) * bytesPerVoxel;
        voxels.copy(target, to, from, from + bytesPerVoxel);
      }
    }
  }
  const origin = placeOf(affine, first);
  const rowsOf = [0, 1, 2].flatMap((row) => [
    ...plans.map(({ axis, step }) => step * (affine[4 * row + axis] ?? 0)),
    origin[row] ?? 0,
  ]);
  return gzipSync(Buffer.concat([written(header, plans, rowsOf, form), target]));
}

/**
 * @param {Buffer} source @param {readonly { extent: number }[]} plans @param {readonly number[]} affine
 * @param {"sform" | "qform"} form
 */
function written(source, plans, affine, form) {
  const header = Buffer.from(source);
  plans.forEach(({ extent }, axis) => {
    header.writeInt16LE(extent, 42 + 2 * axis);
    const size = Math.hypot(...[0, 1, 2].map((row) => affine[4 * row + axis] ?? 0));
    header.writeFloatLE(size, 80 + 4 * axis);
  });
  header.writeInt16LE(form === "qform" ? 4 : 0, 252);
  header.writeInt16LE(form === "sform" ? 4 : 0, 254);
  if (form === "sform") {
    affine.forEach((value, index) => header.writeFloatLE(value, 280 + 4 * index));
    return header;
  }
  // Of LAS: half a turn about y (quaternion 0 + 0i + 1j + 0k) and the third axis reversed, which leaves x alone reversed.
  header.writeFloatLE(-1, 76);
  const [, , , x = 0, , , , y = 0, , , , z = 0] = affine;
  [0, 1, 0, x, y, z].forEach((value, index) => header.writeFloatLE(value, 256 + 4 * index));
  header.fill(0, 280, 328);
  return header;
}

/** @param {string} name @param {readonly string[]} header @param {readonly (readonly string[])[]} lines */
function writeTable(name, header, lines) {
  const text = [header, ...lines].map((cells) => cells.join(",")).join("\n");
  writeFileSync(join(out ?? "", name), `${text}\n`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
