import { createHash } from "node:crypto";
import { DataError, ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng, type Rng } from "../../base/rng.js";
import type { DataSet, PlantedValues, PoolName, PoolTable } from "../dataset.js";
import { openObjects, type ObjectSource } from "./canvas/object-source.js";
import { paintMask, paintScene } from "./canvas/paint-scene.js";
import { canvasTests, drawPair, pairTables, type PairTable } from "./canvas/pair-table.js";
import { drawScene, type CanvasScene } from "./canvas/scene.js";
import {
  resolveCanvasSettings,
  type CanvasSettings,
  type ResolvedCanvasSettings,
} from "./canvas/settings.js";
import { requirePlace, type ImagePlace } from "./require-place.js";

/** Rises whenever the same settings give other canvases or tables. */
const generatorVersion = 1;
/** Classes; 2 j and 2 j + 1 are partners. */
const classes = 10;

/** A part of a pool whose rows are drawn by one law. */
interface Section {
  readonly name: string;
  readonly law: PairTable;
  readonly rows: number;
}

interface CanvasPool {
  readonly table: PoolTable;
  /** [rows, 10], as in the table. */
  readonly labelAnswers: Int32Array;
  /** Each row's own randomness; never drawn from itself. */
  readonly rngs: readonly Rng[];
}

/**
 * Canvases of several objects: a multi-label target in which some classes come together.
 *
 * Ten answers, is an object of class k on the canvas? Classes 2 j and 2 j + 1 are partners: in training each is there
 * with chance `prevalence`, and where one is, the other with chance `strength`; pairs are independent of one another.
 * Three tests of their own (`tests`), `test` rows each, with the association as in training (iid), of the inverted odds
 * ratio, and none (balanced); every class has the same prevalence in all of them: see `pairTables`. A shortcut learner
 * says that the partner is there too. No attributes.
 *
 * Images [1, size, size], 0..1. Objects are images of Fashion-MNIST or MNIST without their black margin, or shapes of
 * ours, the longer side 0.27 to 0.36 of the canvas, anywhere, with at most a tenth of a box under another; beside them
 * `distractors` scrambled objects of any class. `writeMask` says where the object of an answer is to be seen.
 *
 * Every row draws from `seed / pool / set / row` by name, so a larger set begins with the smaller one; objects of the
 * tests are from the published test images, those of training from the training images. Subject = id.
 *
 * Known flaws: validation rows show training objects again, at other places; on a crowded canvas objects are smaller;
 * a canvas may be empty but for distractors, and with positive association in training more often than in the inverted
 * test, as the number of objects has the same mean and another variance there.
 *
 * Licence: Fashion-MNIST MIT (Zalando SE), MNIST CC BY-SA 3.0, shapes are ours.
 * @param roots folders to look for the files of `objects`; none for shapes.
 * @throws ConfigError for settings out of range, or that no law has; as `openObjects`. `writeImage` and `writeMask` throw
 *   DataError for a row outside its pool, a planted value or an unknown answer, ShapeError for too small an output.
 */
export async function openCanvas(
  asked: CanvasSettings = {},
  roots: readonly string[] = [],
): Promise<DataSet> {
  const settings = resolveCanvasSettings(asked);
  const source = await openObjects(settings.objects, roots);
  const laws = pairTables(settings.prevalence, settings.strength);
  const sections = canvasTests.map((name): Section => ({
    name,
    law: laws[name],
    rows: settings.test,
  }));
  const pools = {
    train: drawPool(settings, "train", [{ name: "train", law: laws.iid, rows: settings.train }]),
    test: drawPool(settings, "test", sections),
  };
  const { size } = settings;
  const sceneOf = (pool: PoolName, row: number): CanvasScene =>
    drawRow(settings, source, pool, pools[pool], row);
  return {
    name: "canvas",
    imageShape: [1, size, size],
    label: { name: "objects", valueNames: ["every canvas"], labels: source.names },
    attributes: [],
    pools: { train: pools.train.table, test: pools.test.table },
    tests: Object.fromEntries(
      canvasTests.map((name, index) => [name, rowsFrom(index * settings.test, settings.test)]),
    ),
    writeImage(pool, row, planted, out, offset) {
      const { rngs } = pools[pool];
      requirePlace("canvas", { pool, row, rows: rngs.length, pixels: size * size, out, offset });
      refusePlanted(planted);
      paintScene(sceneOf(pool, row), size, at(rngs, row).child("noise"), out, offset);
    },
    writeMask(pool, row, label, out) {
      const { rngs } = pools[pool];
      requireMask({ pool, row, rows: rngs.length, label, out, pixels: size * size });
      paintMask(sceneOf(pool, row), label, size, out);
    },
    contentHash: createHash("sha256")
      .update(JSON.stringify(["canvas", generatorVersion, settings, source.hash]))
      .digest("hex"),
  };
}

function rowsFrom(first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => first + index);
}

/** The answers of all rows of a pool, section after section. */
function drawPool(
  { seed }: ResolvedCanvasSettings,
  pool: PoolName,
  sections: readonly Section[],
): CanvasPool {
  const ids: string[] = [];
  const rngs: Rng[] = [];
  const answers: number[] = [];
  for (const { name, law, rows } of sections) {
    const sectionRng = createRng(seed).child(pool).child(name);
    for (let row = 0; row < rows; row++) {
      const rng = sectionRng.child(`row-${row}`);
      const labels = rng.child("labels");
      for (let pair = 0; pair < classes / 2; pair++)
        answers.push(...drawPair(law, labels.uniform()));
      ids.push(`${name}-${String(row).padStart(5, "0")}`);
      rngs.push(rng);
    }
  }
  const label = new Int32Array(ids.length);
  const labelAnswers = Int32Array.from(answers);
  return { table: { ids, subjects: ids, label, labelAnswers, attributes: {} }, labelAnswers, rngs };
}

function drawRow(
  { distractors, size }: ResolvedCanvasSettings,
  source: ObjectSource,
  pool: PoolName,
  { labelAnswers, rngs }: CanvasPool,
  row: number,
): CanvasScene {
  const own = labelAnswers.subarray(row * classes, (row + 1) * classes);
  const kinds = [...own.keys()].filter((kind) => own[kind] === 1);
  return drawScene(source, pool, kinds, distractors, size, at(rngs, row).child("scene"));
}

/** @throws DataError for any name: canvases have no attributes. */
function refusePlanted(planted: PlantedValues): void {
  const [name] = Object.keys(planted);
  if (name === undefined) return;
  throw new DataError("canvas", "attribute cannot be planted", { expected: "none", got: name });
}

/** What a mask is asked of. */
interface MaskPlace extends Pick<ImagePlace, "pool" | "row" | "rows" | "pixels"> {
  readonly label: number;
  readonly out: Uint8Array;
}

/** @throws DataError for a row or an answer that there is not; ShapeError where the mask does not fit `out`. */
function requireMask({ label, out, pixels, ...place }: MaskPlace): void {
  requirePlace("canvas", { ...place, pixels: 0, out: new Float32Array(0), offset: 0 });
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    throw new DataError("canvas", "no such answer", {
      expected: `0 to ${classes - 1}`,
      got: label,
    });
  }
  if (out.length < pixels) {
    throw new ShapeError("canvas", "mask does not fit the output", {
      expected: pixels,
      got: out.length,
    });
  }
}
