import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitCount, mostBits, visitNearHashes } from "./near-hashes.js";

/** Pairs by comparing all with all, bit by bit. */
function allPairs(hashes: Uint32Array): string[] {
  const bits = Array.from({ length: hashes.length / 2 }, (_, index) =>
    [hashes[2 * index] ?? 0, hashes[2 * index + 1] ?? 0]
      .map((word) => word.toString(2).padStart(32, "0"))
      .join(""),
  );
  return bits.flatMap((one, later) =>
    bits.slice(0, later).flatMap((other, earlier) => {
      const differing = [...one].filter((bit, place) => bit !== other[place]).length;
      return differing <= mostBits ? [`${later} ${earlier}`] : [];
    }),
  );
}

function found(hashes: Uint32Array): string[] {
  const pairs: string[] = [];
  const complete = visitNearHashes(
    hashes,
    () => true,
    (later, earlier) => pairs.push(`${later} ${earlier}`),
  );
  expect(complete).toBe(true);
  return pairs;
}

describe("visitNearHashes", () => {
  it("finds the pairs that comparing all with all does, each once", () => {
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    // A few hashes, each with some bits turned: pairs at all distances around the limit.
    const near = fc.tuple(fc.constantFrom(0, 0xffff0001, 0x12345678), fc.array(fc.nat(63)));
    fc.assert(
      fc.property(fc.array(fc.oneof(near, fc.tuple(word, fc.array(fc.nat(63))))), (list) => {
        const hashes = new Uint32Array(2 * list.length);
        for (const [index, [start, flips]] of list.entries()) {
          hashes.fill(start, 2 * index, 2 * index + 2);
          for (const bit of flips) {
            const place = 2 * index + (bit >> 5);
            hashes[place] = (hashes[place] ?? 0) ^ (1 << (bit & 31));
          }
        }
        expect(found(hashes).sort()).toEqual(allPairs(hashes).sort());
      }),
      { numRuns: 60 },
    );
  });

  it("takes 7 bits for near and 8 not", () => {
    expect(found(Uint32Array.of(0, 0, 0b1111, 0b111))).toEqual(["1 0"]);
    expect(found(Uint32Array.of(0, 0, 0b1111, 0b1111))).toEqual([]);
  });

  it("compares few of many that are spread evenly", () => {
    const hashes = new Uint32Array(4000);
    let state = 1;
    for (let index = 0; index < hashes.length; index++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      // The upper bits of this generator are the good ones.
      hashes[index] = (state >>> 16) | ((Math.imul(state, 0x9e3779b1) >>> 16) << 16);
    }
    let compared = 0;
    visitNearHashes(
      hashes,
      (pairs) => (compared += pairs) > 0,
      () => undefined,
    );
    expect(compared).toBeLessThan(2000 * 1999 * 0.5 * 0.01);
  });

  it("ends where it is told to", () => {
    const same = new Uint32Array(20);
    let compared = 0;
    expect(
      visitNearHashes(
        same,
        (pairs) => (compared += pairs) <= 10,
        () => undefined,
      ),
    ).toBe(false);
  });
});

it("counts bits", () => {
  expect([0, 1, 0b1011, 0x80000000, 0xffffffff].map(bitCount)).toEqual([0, 1, 3, 1, 32]);
});
