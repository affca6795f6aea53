import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodePng } from "../src/data/formats/encode-png.js";

/** Writes `0.png`, `1.png`, … of `side` x `side` into a folder, no two alike: what a cohort's table may name. */
export function writeGreyPictures(home: string, count: number, side: number): void {
  for (let row = 0; row < count; row++) {
    const data = Uint8Array.from({ length: side ** 2 }, (_, index) => (index * 7 + row * 13) % 251);
    const samples = { dtype: "uint8", shape: [1, side, side], data } as const;
    const png = encodePng({ samples, channels: "grey", spacingMm: null, affine: null });
    writeFileSync(join(home, `${row}.png`), png);
  }
}
