import { createHash } from "node:crypto";
import { DataError, didYouMean } from "../../base/errors.js";
import { createRng, type Rng } from "../../base/rng.js";
import type { AttributeFactor, DataSet, PlantedValues, PoolName, PoolTable } from "../dataset.js";
import { drawAcquisition, type Acquisition } from "./phantom/acquisition.js";
import { airShare, drawAnatomy } from "./phantom/anatomy.js";
import { phantomFactors } from "./phantom/factors.js";
import { heartSize, heartSizeBin, heartSizeCm2 } from "./phantom/heart-size.js";
import { drawLesion } from "./phantom/lesion.js";
import { createPlanes } from "./phantom/planes.js";
import { writePicture, type PictureScene } from "./phantom/picture.js";
import {
  resolvePhantomSettings,
  type PhantomSettings,
  type ResolvedPhantomSettings,
} from "./phantom/settings.js";

/** Rises whenever the same settings give other pictures or tables. */
const generatorVersion = 1;

/** One row's picture without planted factors, and where its noise comes from. */
interface PhantomRow {
  readonly scene: PictureScene;
  /** Never drawn from itself: each picture starts `child("noise")` afresh. */
  readonly rng: Rng;
}

interface PhantomPool {
  readonly table: PoolTable;
  readonly rows: readonly PhantomRow[];
}

/**
 * The embedded data set: synthetic chest radiographs with a lesion to find and shortcuts to plant.
 *
 * Label: `clear` or `lesion` (a nodule or an infiltrate somewhere in the lungs), a fact of the subject; with `target:
 * heart-size` a number, the area of the heart's shadow in cm² (lesions are still there, and told to nobody).
 * Attributes: the factors of the settings, all planted, two values each, value 0 without any trace. Subjects
 * differ in build, lungs, heart, ribs and vessels; images in pose and exposure. No picture of a person went
 * into it: no licence, nothing to fetch. It shows what a method does about shortcuts, nothing about medicine.
 *
 * Every row draws from `seed / pool / subject / image` by name, so a larger pool begins with the smaller one
 * and factors never move each other. Known simplifications: one view, no clothes or devices, and the planted
 * factors do not interact with the anatomy.
 *
 * @throws ConfigError for settings out of range or an unknown factor; `writeImage` throws DataError for a row
 *   outside its pool, a planted name that is not in the settings, a value that is not 0 or 1.
 */
export function openPhantom(asked: PhantomSettings = {}): DataSet {
  const settings = resolvePhantomSettings(asked);
  const pools = {
    train: drawPool(settings, "train"),
    test: settings.test === 0 ? null : drawPool(settings, "test"),
  };
  const planes = createPlanes(settings.size * settings.size);
  return {
    name: "phantom",
    imageShape: [1, settings.size, settings.size],
    label:
      settings.target === "heart-size"
        ? heartSize
        : { name: "lesion", valueNames: ["clear", "lesion"] },
    attributes: settings.factors.map(attributeOf),
    pools: { train: pools.train.table, test: pools.test?.table ?? null },
    writeImage: (pool, row, planted, out, offset) => {
      const found = pools[pool]?.rows[row];
      if (found === undefined) {
        const count = pools[pool]?.rows.length ?? 0;
        throw new DataError(`phantom ${pool}`, "no such row", { got: row, rows: count });
      }
      const acquisition = plant(settings, found.scene.acquisition, planted);
      const scene = { ...found.scene, acquisition };
      writePicture(scene, settings.size, found.rng.child("noise"), planes, out, offset);
    },
    contentHash: createHash("sha256")
      .update(JSON.stringify(["phantom", generatorVersion, settings]))
      .digest("hex"),
  };
}

function attributeOf(factor: ResolvedPhantomSettings["factors"][number]): AttributeFactor {
  const planted = phantomFactors[factor.name];
  return {
    name: factor.name,
    kind: "planted",
    valueNames: planted.valueNames(factor.ease),
    ...planted.disturbed,
  };
}

function drawPool(settings: ResolvedPhantomSettings, pool: PoolName): PhantomPool {
  const ids: string[] = [];
  const subjects: string[] = [];
  const rows: PhantomRow[] = [];
  const count = settings[pool];
  const label = new Int32Array(count);
  const sizes = new Float64Array(count);
  const poolRng = createRng(settings.seed).child(pool);
  for (let first = 0; first < count; first += settings.imagesPerSubject) {
    const name = `subject-${String(first / settings.imagesPerSubject)}`;
    const rng = poolRng.child(name);
    const diseased = rng.child("label").uniform() < settings.prevalence;
    const anatomy = drawAnatomy(rng.child("anatomy"));
    const air = (x: number, y: number): number => airShare(anatomy, x, y);
    const lesion = diseased ? drawLesion(rng.child("lesion"), air, settings.difficulty) : null;
    const last = Math.min(count, first + settings.imagesPerSubject);
    for (let row = first; row < last; row++) {
      const image = `image-${String(row - first)}`;
      const imageRng = rng.child(image);
      ids.push(`${pool}/${name}/${image}`);
      subjects.push(`${pool}/${name}`);
      label[row] = diseased ? 1 : 0;
      sizes[row] = heartSizeCm2(anatomy.mediastinum);
      const acquisition = drawAcquisition(imageRng.child("acquisition"));
      rows.push({ scene: { anatomy, lesion, acquisition }, rng: imageRng });
    }
  }
  const target =
    settings.target === "heart-size"
      ? { label: Int32Array.from(sizes, heartSizeBin), labelNumbers: sizes }
      : { label };
  return { table: { ids, subjects, ...target, attributes: {} }, rows };
}

/** The acquisition with the asked factors planted; invisible ones are checked and change nothing. */
function plant(
  settings: ResolvedPhantomSettings,
  natural: Acquisition,
  planted: PlantedValues,
): Acquisition {
  let acquisition = natural;
  for (const [name, value] of Object.entries(planted)) {
    const factor = settings.factors.find((candidate) => candidate.name === name);
    if (factor === undefined) throw unknownAttribute(settings, name);
    if (value !== 0 && value !== 1) {
      throw new DataError("phantom", `value of ${name}`, { expected: "0 or 1", got: value });
    }
    if (value === 1 && factor.visible) {
      acquisition = phantomFactors[factor.name].plant(acquisition, factor.ease);
    }
  }
  return acquisition;
}

function unknownAttribute(settings: ResolvedPhantomSettings, name: string): DataError {
  const names = settings.factors.map((factor) => factor.name);
  return new DataError("phantom", "unknown planted attribute", {
    expected: names.length === 0 ? "none" : `one of ${names.join(", ")}`,
    got: name,
    ...didYouMean(name, names),
  });
}
