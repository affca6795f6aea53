import { join } from "node:path";
import { at, type ArrayTree } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import type { RunConfig } from "../config/run-config.js";
import { subjectsOf, type DataSet } from "../data/dataset.js";
import type { SetImages } from "../data/batch.js";
import { chooseAnswered, type AnsweredPicture } from "../data/examples/choose-answered.js";
import type { ImagePlane } from "../data/examples/image-planes.js";
import { rangeOfPlanes } from "../data/examples/thumbnail.js";
import { tintPlane } from "../data/examples/tint-plane.js";
import { enlargeMap } from "../evaluation/labels/enlarge-map.js";
import { isNearlyEven } from "../evaluation/labels/is-nearly-even.js";
import type { LabelsRunResults } from "../evaluation/labels/labels-results.js";
import { mapAgreement } from "../evaluation/labels/map-agreement.js";
import { hideSmallLabels } from "../evaluation/labels/small-labels-groups.js";
import { attentionOutput } from "../methods/method.js";
import type { AttendedLabel, AttentionImages } from "../report/attention-images.js";
import type { NoExampleImages } from "../report/example-images.js";
import { maskOutline } from "../report/labels/mask-outline.js";
import { compile } from "../runtime/compile.js";
import { attentionMaps, type AttentionMaps } from "../training/attention-maps.js";
import type { AttendedMap } from "../training/watch-attention.js";
import { buildRunMethod, mapOfRun } from "./build-run-method.js";
import { pictureOf } from "./example-images.js";
import type { PreparedRun } from "./prepare-run.js";
import { readIfThere, runFolderNames } from "./run-folder.js";
import { parseRunJson } from "./run-json.js";

/** Bounds of what is shown; maps are compared over at most `comparedRows` more rows, about one batch. */
const bounds = { mostPictures: 6, labelsPerPicture: 3, comparedRows: 244 };

/** Red, green and blue of the attention: the orange of the palette (Okabe and Ito 2008). */
const tint = [230, 159, 0] as const;

/** A run whose attention can be drawn. */
type AttendedRun = Pick<PreparedRun, "dataset" | "job" | "blueprint"> & { readonly tests: Readonly<Record<string, SetImages>> }; // prettier-ignore

/**
 * Where the model looks on some pictures of the first test, as {@link chooseAnswered} chooses them, beside the same network with
 * all weights drawn anew by their own laws (from the run's seed, "randomised-network"), which learnt nothing: Adebayo et al. 2018.
 * Labels and groups that results hide for few rows are not shown. Which rows and labels they are is decided by the data alone.
 *
 * Null where the method shows no attention, images are not flat, or the data's owner keeps them from being shown.
 */
export async function makeAttentionImages(
  run: AttendedRun,
  config: RunConfig,
  selected: ArrayTree,
  results: LabelsRunResults,
): Promise<AttentionImages | null> {
  const { dataset, job } = run;
  const [first] = Object.entries(run.tests);
  const name = attentionOutput(job.factors.label.name);
  const isShown = job.method.predict.outputs.some((port) => port.name === name);
  if (!isShown || first === undefined || dataset.exampleImages === false) return null;
  const map = mapOfRun(config, run.blueprint);
  if (map.places.length !== 2) return null;
  const [set, images] = first;
  const labels = labelsToShow(dataset, results, set);
  const chosen = choosePictures(run, images, labels);
  const positions = withOthers(chosen, images.set.rows.length);
  const { trained, randomised } = await bothMaps(run, config, selected, images, positions);
  const yes = [...positions.keys()].flatMap((row) =>
    [...labels.keys()]
      .filter((label) => at(labels, label) && isYes(images, at(positions, row), label))
      .map((label) => [trained.mapOf(row, label), randomised.mapOf(row, label)] as const),
  );
  const agreement = { ...mapAgreement(yes), images: positions.length };
  return { version: 1, set, agreement, ...draw(run, { images, chosen, map, trained, randomised }) };
}

/** One a label: do the results of the test list it? */
function labelsToShow(
  { label, smallestCell = 1 }: DataSet,
  results: LabelsRunResults,
  set: string,
): boolean[] {
  const test = hideSmallLabels(results.tests[set] ?? results.validation, smallestCell);
  const listed = "reason" in test ? [] : test.labels.map(({ name }) => name);
  return (label.labels ?? []).map((name) => listed.includes(name));
}

function choosePictures(
  { dataset, job: { factors } }: AttendedRun,
  { set, labelAnswers = new Int32Array() }: SetImages,
  labels: readonly boolean[],
): AnsweredPicture[] {
  return chooseAnswered(set, labelAnswers, subjectsOf(dataset, set), {
    ...{ mostPictures: bounds.mostPictures, labelsPerPicture: bounds.labelsPerPicture, labels },
    attributeSizes: factors.attributes.map(({ valueNames }) => valueNames.length),
    smallestCell: dataset.smallestCell ?? 1,
  });
}

/** Positions of the chosen rows, then of others, spread evenly over the set. */
function withOthers(chosen: readonly AnsweredPicture[], rows: number): Int32Array {
  const count = Math.min(rows, bounds.comparedRows);
  const spread = Array.from({ length: count }, (_, index) => Math.floor((index * rows) / count));
  return Int32Array.from(new Set([...chosen.map(({ position }) => position), ...spread]));
}

function isYes({ labelAnswers, ...images }: SetImages, position: number, label: number): boolean {
  const labels = (labelAnswers?.length ?? 0) / images.set.rows.length;
  return labelAnswers?.[position * labels + label] === 1;
}

async function bothMaps(
  { job, blueprint }: AttendedRun,
  config: RunConfig,
  selected: ArrayTree,
  images: SetImages,
  positions: Int32Array,
): Promise<{ readonly trained: AttentionMaps; readonly randomised: AttentionMaps }> {
  const predict = await compile(job.method.predict, job.backend, {
    threads: job.threads,
    device: job.device,
  });
  try {
    // Built without the weights that the run may have started from.
    const fresh = buildRunMethod(config, blueprint).initialState(
      createRng(config.seed).child("randomised-network"),
    );
    return {
      trained: await attentionMaps(job, predict, selected, images, positions),
      randomised: await attentionMaps(job, predict, fresh, images, positions),
    };
  } finally {
    await predict.dispose();
  }
}

/** What the pictures are drawn of; rows of the maps are in the order of `chosen`. */
interface Drawn {
  readonly images: SetImages;
  readonly chosen: readonly AnsweredPicture[];
  readonly map: AttendedMap;
  readonly trained: AttentionMaps;
  readonly randomised: AttentionMaps;
}

function draw(
  { dataset, job: { factors } }: Pick<AttendedRun, "dataset" | "job">,
  { images, chosen, map: { places, centres }, trained, randomised }: Drawn,
): Pick<AttentionImages, "size" | "range" | "rangeOf" | "pictures"> {
  const [channels = 0, height = 0, width = 0] = images.imageShape;
  const size = { height, width };
  const planes = chosen.map(({ position }): ImagePlane => {
    const data = new Float32Array(channels * height * width);
    images.writeImage(position, data, 0);
    return { name: null, channels, ...size, data };
  });
  const { valueRange = [0, 1] } = dataset;
  const range = valueRange ?? rangeOfPlanes(planes);
  const extents = [height, width];
  const overlay = (plane: ImagePlane, map: Float32Array) =>
    pictureOf(tintPlane(plane, range, enlargeMap(map, places, extents, centres), tint), [0, 255]);
  const labelOf = (row: number, position: number, label: number): AttendedLabel => {
    const further = furtherMaps(trained, row, label);
    const plane = at(planes, row);
    const [own, other] = [trained.mapOf(row, label), randomised.mapOf(row, label)];
    return {
      name: at(factors.label.labels ?? [], label),
      probability: trained.probabilityOf(row, label),
      trained: overlay(plane, own),
      randomised: overlay(plane, other),
      ...(further.length === 0
        ? {}
        : { further: further.map(([map, values]) => ({ map, picture: overlay(plane, values) })) }),
      ...evenOnes([["trained", own], ["randomised", other], ...further]),
      ...outlineOf(images, position, label),
    };
  };
  return {
    ...{ size, range, rangeOf: valueRange === null ? "examples" : "data set" },
    pictures: chosen.map(({ position, labels }, row) => ({
      picture: pictureOf(at(planes, row), range),
      labels: labels.map((label) => labelOf(row, position, label)),
    })),
  };
}

type NamedMap = readonly [map: string, values: Float32Array];

/** The complement and what else the network shows; none where it shows the attention alone. */
function furtherMaps(maps: AttentionMaps, row: number, label: number): NamedMap[] {
  if (maps.further.length === 0) return [];
  const complement = maps.mapOf(row, label).map((share) => 1 - share);
  return [
    ["complement", complement],
    ...maps.further.map((map): NamedMap => [map, maps.mapOf(row, label, map)]),
  ];
}

/** No key where every map differs by place. */
function evenOnes(maps: readonly NamedMap[]): { readonly nearlyEven?: readonly string[] } {
  const even = maps.flatMap(([map, values]) => (isNearlyEven(values) ? [map] : []));
  return even.length === 0 ? {} : { nearlyEven: even };
}

/** No key where the object is not seen, or not known. */
function outlineOf(
  images: SetImages,
  position: number,
  label: number,
): { readonly outline?: string } {
  if (images.writeMask === undefined) return {};
  const [, height = 0, width = 0] = images.imageShape;
  const values = new Uint8Array(height * width);
  images.writeMask(position, label, values);
  const outline = maskOutline({ height, width, values });
  return outline === "" ? {} : { outline };
}

/** Text of `attention.json`. */
export function formatAttentionImages(images: AttentionImages): string {
  return `${JSON.stringify(images, null, 1)}\n`;
}

/**
 * What a page shows of a run folder's attention; undefined where it keeps none.
 * @param withImages false: the person wants none on the page.
 * @throws DataError where the file cannot be read, FormatError where it is damaged.
 */
export function readShownAttention(
  folder: string,
  withImages: boolean,
): AttentionImages | NoExampleImages | undefined {
  const path = join(folder, runFolderNames.attention);
  const bytes = readIfThere(path);
  if (bytes === null) return undefined;
  if (!withImages) return { reason: "Left out of this page (--no-images)." };
  return parseRunJson<AttentionImages>(bytes, path);
}
