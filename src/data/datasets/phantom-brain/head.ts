import type { Rng } from "../../../base/rng.js";
import { softEdge } from "../phantom/shape.js";
import { around } from "../phantom/variation.js";
import { ellipsoidDepth } from "./solids.js";
import { cover, tissue } from "./tissue.js";

/** Skin, skull, face and neck. Lengths in millimetres of the average head, x right, y front, z up. */
export interface Head {
  readonly halfWidth: number;
  readonly halfLength: number;
  readonly halfHeight: number;
  readonly scalp: number;
  readonly skull: number;
}

export function drawHead(rng: Rng): Head {
  return {
    halfWidth: around(rng, 78, 1.5),
    halfLength: around(rng, 95, 1.8),
    halfHeight: around(rng, 91, 1.5),
    scalp: around(rng, 5.5, 0.6),
    skull: around(rng, 7, 0.5),
  };
}

/** Depth under the skin of the skull's vault. */
export function vaultDepth(head: Head, x: number, y: number, z: number): number {
  return ellipsoidDepth(x, y, z, head.halfWidth, head.halfLength, head.halfHeight);
}

/** Height above the base of the skull: a plane that falls to the back, where the cerebellum lies. */
export function heightOverBase(y: number, z: number): number {
  return (z + 52 - y / 3) / 1.054;
}

/** Depth below the inner side of the skull. */
export function innerDepth(head: Head, vault: number, overBase: number): number {
  return Math.min(vault - head.scalp - head.skull, overBase);
}

/** Brightness of the head without a brain: air, soft tissue, bone, and fluid inside. `edge` is the width of edges. */
export function headTissue(
  head: Head,
  vault: number,
  x: number,
  y: number,
  z: number,
  edge: number,
): number {
  const overBase = heightOverBase(y, z);
  let value = overBase < 30 ? faceTissue(x, y, z, edge) : tissue.air;
  const soft = cover(tissue.muscle, tissue.fat, softEdge(overBase + 10, 20));
  value = cover(value, soft, softEdge(Math.min(vault, overBase + 40), edge));
  const bone = Math.min(vault - head.scalp, overBase + 6);
  value = cover(value, tissue.bone, softEdge(bone, edge));
  const inside = innerDepth(head, vault, overBase);
  value = cover(value, tissue.fluid, softEdge(inside, edge));
  return y < 50 ? value : cover(value, tissue.fluid, softEdge(eyeDepth(x, y, z), edge));
}

/** Face and neck, with the hollows of nose and throat. */
function faceTissue(x: number, y: number, z: number, edge: number): number {
  const depth = Math.max(faceDepth(x, y, z), neckDepth(x, y, z));
  if (depth < -edge) return tissue.air;
  const value = tissue.muscle * softEdge(depth, edge);
  return cover(value, tissue.air, softEdge(hollowDepth(x, y, z), edge));
}

function faceDepth(x: number, y: number, z: number): number {
  return ellipsoidDepth(x, y - 40, z + 62, 56, 52, 56);
}

function neckDepth(x: number, y: number, z: number): number {
  const round = ellipsoidDepth(x, y + 14, 0, 54, 56, 1e6);
  return Math.min(round, -40 - z);
}

/** Nose, sinuses and throat. */
function hollowDepth(x: number, y: number, z: number): number {
  const nose = ellipsoidDepth(Math.abs(x) - 8, y - 58, z + 62, 6, 26, 16);
  const throat = ellipsoidDepth(x, y - 22, z + 92, 11, 9, 30);
  return Math.max(nose, throat);
}

function eyeDepth(x: number, y: number, z: number): number {
  return ellipsoidDepth(Math.abs(x) - 31, y - 72, z + 40, 11.5, 11.5, 11.5);
}
