// @ts-check
/**
 * Decoding of DICOM beside pydicom, processor time from bytes to float32 in one process each, one after the other:
 * `npm run build && node bench/dicom.mjs python3`, a Python that has pydicom; without it ours alone. 512 x 512, 12 of 16
 * bits, rescaled, with and without the file's window; not compressed and RLE.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDicomCodecs, decodeDicom } from "../dist/data/formats/dicom.js";
import { encodeDicom } from "../dist/data/formats/encode-dicom.js";

const side = 512;
const stored = Uint16Array.from({ length: side * side }, (_, index) => {
  const [row, column] = [Math.floor(index / side), index % side];
  const noise = (Math.imul(index + 1, 0x9e3779b1) >>> 0) % 40;
  return (Math.sin(column / 90) * Math.cos(row / 70) + 1) * 1800 + noise;
});

/** @param {"none" | "rle"} compression */
const fileOf = (compression) =>
  encodeDicom({
    stored: { dtype: "uint16", shape: [side, side], data: stored },
    photometric: "MONOCHROME2",
    bitsStored: 12,
    compression,
    attributes: {
      ...{ SOPClassUID: "1.2.840.10008.5.1.4.1.1.7", SOPInstanceUID: "2.25.1" },
      ...{ RescaleSlope: 2.5, RescaleIntercept: -1024, WindowCenter: 1500, WindowWidth: 2000 },
    },
  });

/** @param {number[]} times */
function summary(times) {
  const sorted = times.toSorted((left, right) => left - right);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, minimum: sorted[0] ?? NaN };
}

const processorMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

const folder = mkdtempSync(join(tmpdir(), "unconfound-dicom-"));
try {
  const codecs = createDicomCodecs();
  const files = /** @type {const} */ (["none", "rle"]).map((compression) => {
    const path = join(folder, `${compression}.dcm`);
    const bytes = fileOf(compression);
    writeFileSync(path, bytes);
    return { compression, path, bytes };
  });
  const cases = files.flatMap(({ path, bytes }) =>
    /** @type {const} */ (["none", "first"]).map((window) => ({
      name: `${path} ${window === "first"}`,
      bytes,
      window,
      times: /** @type {number[]} */ ([]),
    })),
  );
  // The cases in turn, and those rounds left out in which the functions are still being compiled.
  const warmUp = 100;
  for (let round = 0; round < warmUp + 100; round++) {
    for (const { bytes, window, times } of cases) {
      const start = processorMs();
      await decodeDicom(bytes, { source: "bench", codecs, window });
      if (round >= warmUp) times.push(processorMs() - start);
    }
  }
  const ours = new Map(cases.map(({ name, times }) => [name, summary(times)]));
  const [python] = process.argv.slice(2);
  const peer = fileURLToPath(new URL("peers/dicom.py", import.meta.url));
  const theirs =
    python === undefined
      ? []
      : JSON.parse(
          spawnSync(python, [peer, ...files.map(({ path }) => path)], { encoding: "utf8" }).stdout,
        );
  for (const { compression, path } of files) {
    for (const window of [false, true]) {
      const own = ours.get(`${path} ${window}`) ?? { median: NaN, minimum: NaN };
      const name = `${compression === "none" ? "not compressed" : "RLE"}${window ? ", window" : ""}`;
      console.log(`${name}: ours ${own.median.toFixed(2)} ms (least ${own.minimum.toFixed(2)})`);
      for (const peerTime of theirs) {
        if (peerTime.file !== path || peerTime.window !== window) continue;
        const ratio = peerTime.median / own.median;
        console.log(
          `  ${peerTime.decoder} ${peerTime.median.toFixed(2)} ms (least ${peerTime.minimum.toFixed(2)}): ours is ${ratio.toFixed(2)}x`,
        );
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
