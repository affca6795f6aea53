import type { Rng } from "../../../base/rng.js";
import { softEdge } from "../phantom/shape.js";
import { around } from "../phantom/variation.js";
import { cortexDepth, drawCerebrum, hullDepth, type Cerebrum } from "./cerebrum.js";
import { drawHead, headTissue, heightOverBase, innerDepth, vaultDepth, type Head } from "./head.js";
import {
  cerebellumDepth,
  drawInnerParts,
  nucleusDepth,
  stemDepth,
  ventricleDepth,
  type InnerParts,
} from "./inner-parts.js";
import { drawBrainLesion, leastDepth, lesionTissue, type BrainLesion } from "./lesion.js";
import { cover, tissue } from "./tissue.js";

/** What decides a head. */
export interface BrainFacts {
  /** Years; 40 to 85 is what the law of atrophy is made for. */
  readonly age: number;
  readonly sex: "F" | "M";
  readonly lesion: boolean;
  /** Of the lesion, 0 (plain) to 1 (hardly there). */
  readonly difficulty: number;
}

/** A head with a brain: the same in all scans of a visit. */
export interface BrainAnatomy {
  /** Size over that of the average head. */
  readonly scale: number;
  readonly head: Head;
  readonly cerebrum: Cerebrum;
  readonly parts: InnerParts;
  readonly lesion: BrainLesion | null;
}

/**
 * A subject's anatomy at an age; each structure draws from a generator of its own, so that a subject a year later has
 * the same brain with more atrophy. Heads of men are 4 % larger (standard deviation 2 %). Atrophy is 0.05 at 40, 0.85
 * at 85, and differs between people of an age by 0.08.
 */
export function drawBrain(rng: Rng, facts: BrainFacts): BrainAnatomy {
  const atrophy = brainAtrophy(rng, facts.age);
  const head = drawHead(rng.child("head"));
  const cerebrum = drawCerebrum(rng.child("cerebrum"), atrophy);
  const parts = drawInnerParts(rng.child("parts"), atrophy);
  const size = facts.sex === "M" ? 1.02 : 0.98;
  const depth = (x: number, y: number, z: number): number =>
    Math.min(hullDepth(cerebrum, x, y, z), leastDepth - 2 - ventricleDepth(parts, x, y, z));
  return {
    scale: size * around(rng.child("scale"), 1, 0.02),
    head,
    cerebrum,
    parts,
    lesion: facts.lesion ? drawBrainLesion(rng.child("lesion"), depth, facts.difficulty) : null,
  };
}

/** Atrophy of the brain that {@link drawBrain} draws from the same generator: what widens ventricles and furrows, from 0. */
export function brainAtrophy(rng: Rng, age: number): number {
  const trend = 0.05 + (0.8 * (age - 40)) / 45;
  return Math.max(0, trend + around(rng.child("atrophy"), 0, 0.08));
}

/** Fluid between skull and brain, at the least: no brain is too large for its head. */
const leastFluid = 1.2;

/**
 * Brightness of a T1-weighted scan at (x, y, z), millimetres of the average head in RAS+, 0..1.1. `edge` is the width
 * of every edge: voxels mix what they hold.
 */
export function brainTissue(
  anatomy: BrainAnatomy,
  x: number,
  y: number,
  z: number,
  edge: number,
): number {
  const { head, cerebrum, parts, lesion } = anatomy;
  const vault = vaultDepth(head, x, y, z);
  if (vault < -edge && z > 10) return tissue.air;
  let value = headTissue(head, vault, x, y, z, edge);
  if (vault < 0) return value;
  value = hindbrainTissue(parts, value, x, y, z, edge);
  const inside = innerDepth(head, vault, heightOverBase(y, z));
  const hull = Math.min(hullDepth(cerebrum, x, y, z), inside - leastFluid);
  if (hull < -edge) return value;
  const depth = cortexDepth(cerebrum, hull, x, y, z);
  value = cover(value, tissue.greyMatter, softEdge(depth, edge));
  value = cover(value, tissue.whiteMatter, softEdge(depth - cerebrum.cortex, edge));
  if (hull > 12) {
    value = cover(value, tissue.deepGrey, softEdge(nucleusDepth(x, y, z), edge));
    value = cover(value, tissue.fluid, softEdge(ventricleDepth(parts, x, y, z), edge));
  }
  return lesion === null ? value : lesionTissue(lesion, value, x, y, z, edge);
}

function hindbrainTissue(
  parts: InnerParts,
  under: number,
  x: number,
  y: number,
  z: number,
  edge: number,
): number {
  let value = under;
  const cerebellum = cerebellumDepth(parts, x, y, z);
  if (cerebellum > -edge) {
    const leaf = 3.5 + 3 * Math.sin(0.9 * (z + 0.35 * y));
    value = cover(value, tissue.greyMatter, softEdge(cerebellum, edge));
    value = cover(value, tissue.whiteMatter, softEdge(cerebellum - 4 - leaf, edge));
  }
  return cover(value, tissue.whiteMatter * 0.93, softEdge(stemDepth(x, y, z), edge));
}
