import type { Rng } from "../../../base/rng.js";
import type { Acquisition } from "./acquisition.js";
import { writeChest, type Anatomy } from "./anatomy.js";
import { fieldAt } from "./bias-field.js";
import { closeCollimator } from "./border.js";
import { greyOf } from "./intensity.js";
import { addLesion, type Lesion } from "./lesion.js";
import { paintMarker } from "./marker.js";
import type { Planes } from "./planes.js";
import { turnOf } from "./rotation.js";

/** What one picture shows and how it is taken. */
export interface PictureScene {
  readonly anatomy: Anatomy;
  /** Null for a clear chest. */
  readonly lesion: Lesion | null;
  readonly acquisition: Acquisition;
}

/** Width of real edges in a chest, in half frame widths: breathing and depth blur them. */
const blur = 0.05;

/**
 * Fill `planes` with the chest of a scene, `size` x `size`: geometry only. Pixel (row, column) samples its
 * middle, u = (2 column + 1) / size - 1 to the right and v down.
 */
export function writeDensity(scene: PictureScene, size: number, planes: Planes): void {
  const { anatomy, lesion, acquisition } = scene;
  const { shiftX, shiftY } = acquisition;
  const turn = turnOf(acquisition.turnDegrees);
  const cos = Math.cos(acquisition.tilt) / acquisition.zoom;
  const sin = Math.sin(acquisition.tilt) / acquisition.zoom;
  let index = 0;
  for (let row = 0; row < size; row++) {
    const v = (2 * row + 1) / size - 1;
    for (let column = 0; column < size; column++) {
      const u = (2 * column + 1) / size - 1;
      const turnedU = u * turn.cos - v * turn.sin - shiftX;
      const turnedV = u * turn.sin + v * turn.cos - shiftY;
      planes.x[index] = turnedU * cos + turnedV * sin;
      planes.y[index] = turnedV * cos - turnedU * sin;
      index++;
    }
  }
  writeChest(anatomy, planes, blur + 2 / size);
  if (lesion !== null) addLesion(lesion, planes);
}

/**
 * Write the picture of a scene, `size` x `size` grey values 0..1, to `out[offset ...]`:
 * clamp(0.04 + brighten(clamp(density · field)) + grain · noise) · open, then the letter on top.
 * `noise` is drawn from, once a pixel, whatever the scene: two scenes with the same generator share their noise.
 * `planes` is working memory of size · size pixels.
 */
export function writePicture(
  scene: PictureScene,
  size: number,
  noise: Rng,
  planes: Planes,
  out: Float32Array,
  offset: number,
): void {
  writeDensity(scene, size, planes);
  const { acquisition } = scene;
  const { fieldSlope, grain } = acquisition;
  const gain = Math.exp(acquisition.brightness);
  let index = 0;
  for (let row = 0; row < size; row++) {
    const v = (2 * row + 1) / size - 1;
    for (let column = 0; column < size; column++) {
      const u = (2 * column + 1) / size - 1;
      const density = (planes.density[index] ?? 0) * fieldAt(fieldSlope, u, v);
      const clean = darkest + greyOf(Math.min(1, Math.max(0, density)), gain);
      const grey = clean + grain * noiseOf(noise.uint32());
      out[offset + index] = Math.min(1, Math.max(0, grey));
      index++;
    }
  }
  closeCollimator(acquisition, size, out, offset);
  paintMarker(acquisition, size, out, offset);
}

/** Grey of the bare detector: keeps its noise visible beside the patient. */
const darkest = 0.04;

/** Nearly normal noise of mean 0 and variance 1 from the four bytes of a draw: their centred, scaled sum. */
function noiseOf(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / byteSumDeviation;
}

/** Standard deviation of the sum of four uniform bytes: √(4 · (256² - 1) / 12). */
const byteSumDeviation = Math.sqrt((256 * 256 - 1) / 3);
