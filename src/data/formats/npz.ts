import { zipSync } from "fflate";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { decodeNpy, encodeNpy } from "./npy.js";
import { readZipMembers } from "./zip-directory.js";

const suffix = ".npy";

/**
 * Decode an NPZ archive (`numpy.savez`, `numpy.savez_compressed`): array by name, without the `.npy`.
 * Every member must be an NPY array that {@link decodeNpy} accepts; sizes and CRC-32 are verified.
 * @throws FormatError with `source`, member and byte offset: what {@link readZipMembers} and
 * {@link decodeNpy} refuse, or a member that is not called `*.npy`.
 */
export function decodeNpz(bytes: Uint8Array, source: string): Map<string, NdArray> {
  const arrays = new Map<string, NdArray>();
  for (const member of readZipMembers(bytes, source)) {
    if (!member.name.endsWith(suffix)) {
      throw new FormatError(source, "member of the NPZ archive is not an NPY array", {
        expected: `*${suffix}`,
        got: member.name,
      });
    }
    const name = member.name.slice(0, -suffix.length);
    arrays.set(name, decodeNpy(member.bytes, `${source}, member "${member.name}"`));
  }
  return arrays;
}

/** How {@link encodeNpz} packs: `stored` as `numpy.savez`, `deflated` as `numpy.savez_compressed`. */
export type NpzPacking = "stored" | "deflated";

/**
 * Encode arrays as NPZ. The same arrays give the same bytes: members in the order of the map, dated
 * 1980-01-01. NumPy reads it.
 * @throws FormatError from {@link encodeNpy}.
 */
export function encodeNpz(arrays: ReadonlyMap<string, NdArray>, packing: NpzPacking): Uint8Array {
  const members: Record<string, Uint8Array> = {};
  for (const [name, array] of arrays) members[name + suffix] = encodeNpy(array);
  return zipSync(members, { level: packing === "stored" ? 0 : 6, mtime: new Date(1980, 0, 1) });
}
