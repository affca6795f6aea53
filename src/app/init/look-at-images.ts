import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UnconfoundError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { FileFact } from "../../data/cohort/guess/guess-attributes.js";
import type { ImageGuess } from "../../data/cohort/guess/guess-images.js";
import { createSidecarFacts } from "../../data/cohort/sidecar-facts.js";
import { createDecoder } from "../../data/datasets/cohort/image-maker.js";
import type { DecodedImage } from "../../data/formats/decoded-image.js";
import { isDicom, readTags } from "../../data/formats/dicom.js";

/** What the first images are. */
export interface ImageLook {
  readonly looked: number;
  /** [H, W] or [X, Y, Z] of the first that could be read; null where none could. */
  readonly extents: readonly number[] | null;
  readonly colour: boolean;
  /** All samples are whole numbers of 0 to 255, from files of 8 bits. */
  readonly bytes: boolean;
  /** Files have several frames, and the first is taken. */
  readonly frames: boolean;
  /** Why the first that cannot be read cannot, or null. */
  readonly failure: string | null;
}

/** Images that are decoded, and files whose tags are read. */
const decoded = 5;

/** Tags that tell scanners and views; those that may identify a person are never among them. */
const tagNames = [
  ...["ManufacturerModelName", "Manufacturer", "ViewPosition", "MagneticFieldStrength"],
  ...["Laterality", "BodyPartExamined"],
];
const sidecarNames = ["ManufacturersModelName", "Manufacturer", "MagneticFieldStrength"];

/** Decode the first images that were found. @param root folder that their paths start from. */
export async function lookAtImages(root: string, guess: ImageGuess): Promise<ImageLook> {
  const images: DecodedImage[] = [];
  let failure: string | null = null;
  let frames = false;
  const look = async (path: string): Promise<void> => {
    try {
      images.push(await decode(root, path, guess.series, frames));
    } catch (error) {
      if (!(error instanceof UnconfoundError)) throw error;
      if (frames || !/several frames/.test(error.message)) {
        failure ??= error.message;
        return;
      }
      frames = true;
      await look(path);
    }
  };
  for (const { path } of guess.examples.slice(0, decoded)) await look(path);
  const [first] = images;
  return {
    looked: Math.min(decoded, guess.examples.length),
    extents: first === undefined ? null : first.samples.shape.slice(1),
    colour: images.some(isColour),
    bytes: images.length > 0 && images.every(({ samples }) => samples.dtype === "uint8"),
    frames,
    failure,
  };
}

/** Tags of the first DICOM files, or fields of the first sidecars. */
export function lookAtFacts(root: string, guess: ImageGuess): FileFact[] {
  const tags = tagNames.map((name) => ({ from: "tag" as const, name, cells: [] as string[] }));
  const fields = sidecarNames.map((name) => ({
    from: "sidecar" as const,
    name,
    cells: [] as string[],
  }));
  const sidecar = createSidecarFacts({
    list: (folder) => namesIn(join(root, folder)),
    read: (path) => readFileSync(join(root, path), "utf8"),
  });
  const rows = (guess.examples.at(-1)?.row ?? -1) + 1;
  for (const { cells } of [...tags, ...fields]) cells.push(...Array<string>(rows).fill(""));
  for (const { row, path } of guess.examples) {
    const read = tagsOf(root, path, guess.series);
    for (const { name, cells } of tags) cells[row] = read.get(name) ?? "";
    for (const { name, cells } of fields) cells[row] = fieldOf(sidecar, path, name);
  }
  return [...tags, ...fields].filter(({ cells }) => cells.some((cell) => cell !== ""));
}

function decode(root: string, path: string, series: boolean, frames: boolean) {
  const decoder = createDecoder({ frame: frames ? 0 : null, window: "none", series });
  const paths = filesOf(root, path, series);
  return decoder(
    paths.map((file) => ({ bytes: new Uint8Array(readFileSync(file)), source: path })),
    path,
  );
}

function filesOf(root: string, path: string, series: boolean): string[] {
  const place = join(root, path);
  return series ? namesIn(place).map((name) => join(place, name)) : [place];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function isColour({ channels, samples }: DecodedImage): boolean {
  if (channels !== "rgb") return false;
  // Grey pictures are often stored as colour ones: three equal channels.
  const { data } = samples;
  const plane = data.length / 3;
  for (let index = 0; index < plane; index += 7) {
    if (data[index] !== data[plane + index] || data[index] !== data[2 * plane + index]) return true;
  }
  return false;
}

/** Tags that do not identify, as text. */
function tagsOf(root: string, path: string, series: boolean): ReadonlyMap<string, string> {
  const [file] = filesOf(root, path, series);
  if (file === undefined) return new Map();
  const bytes = new Uint8Array(readFileSync(file));
  if (!isDicom(bytes)) return new Map();
  try {
    const read = readTags(bytes, tagNames, { source: path });
    const texts = [...read].flatMap(([name, { identifying, value }]) =>
      identifying || !("values" in value) ? [] : [[name, value.values.join("\\")] as const],
    );
    return new Map(texts);
  } catch (error) {
    if (error instanceof UnconfoundError) return new Map();
    throw error;
  }
}

function fieldOf(
  sidecar: ReturnType<typeof createSidecarFacts>,
  path: string,
  name: string,
): string {
  try {
    return sidecar(path, name) ?? "";
  } catch (error) {
    if (error instanceof UnconfoundError) return "";
    throw error;
  }
}

/** The side that images are brought to. */
export function sideFor(extents: readonly number[]): number {
  const longest = Math.max(...extents);
  if (extents.length === 3) return longest <= 40 ? 32 : 48;
  if (longest <= 40) return 32;
  return longest <= 80 ? 64 : 96;
}

/** Preprocessing to start from, by what the first images are. */
export function stepsFor({ extents, bytes }: ImageLook): readonly object[] {
  const axes = extents ?? [96, 96];
  const size = axes.map(() => sideFor(axes));
  const square = axes.every((extent) => extent === at(axes, 0));
  const resize = { name: "resize", size, ...(square ? {} : { keepAspect: "pad" }) };
  if (axes.length === 3) {
    return [
      { name: "crop-to-foreground", margin: 2 },
      { ...resize, keepAspect: "pad" },
      { name: "z-score", over: "nonzero" },
    ];
  }
  return bytes
    ? [resize, { name: "rescale", from: [0, 255] }]
    : [{ name: "percentile-clip", low: 0.5, high: 99.5 }, resize];
}
