/**
 * Memory of training on a large file of features: `npm run build && node bench/embeddings-memory.mjs [rows] [F]`.
 * Makes an uncompressed NPZ (float32, 224,000 x 1,024 by default: 0.9 GB) and a table in a temporary folder, then
 * opens it, prepares a run and trains one epoch of an mlp in this process. Prints the peak resident memory after
 * each, beside the size of the features: one copy of them is all that may be held.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareRun } from "../dist/app/prepare-run.js";
import { parseRunConfig } from "../dist/config/parse-config.js";
import { crc32 } from "../dist/data/formats/crc32.js";
import { loadBackend } from "../dist/runtime/load.js";
import { runTraining } from "../dist/training/loop.js";

const rows = Number(process.argv[2] ?? 224_000);
const width = Number(process.argv[3] ?? 1024);
const folder = mkdtempSync(join(tmpdir(), "embeddings-memory-"));
const kept = new Map();

/** One stored member `features.npy`; rows of noise with the label in the first feature. */
function writeFeatures(path) {
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  const head = Buffer.alloc(Math.ceil((dict.length + 11) / 64) * 64, " ");
  Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]).copy(head);
  head.writeUInt16LE(head.length - 10, 8);
  head.write(`${dict}`, 10, "latin1");
  head[head.length - 1] = 10;
  const name = Buffer.from("features.npy");
  const size = head.length + rows * width * 4;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const file = openSync(path, "w");
  writeSync(file, Buffer.concat([local, name, head]));
  let crc = crc32(head);
  const block = 1000;
  const values = new Float32Array(block * width);
  let state = 1;
  for (let row = 0; row < rows; row += block) {
    const count = Math.min(block, rows - row);
    for (let index = 0; index < values.length; index++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values[index] = state / 2 ** 32 - 0.5 + (index % width === 0 ? (row + index / width) % 2 : 0);
    }
    const bytes = new Uint8Array(values.buffer, 0, count * width * 4);
    crc = crc32(bytes, crc);
    writeSync(file, bytes);
  }
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(size, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + size, 16);
  writeSync(file, Buffer.concat([central, name, end]));
  closeSync(file);
}

const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const peak = () => mib(process.resourceUsage().maxRSS * 1024);
const started = performance.now();
const say = (what) =>
  console.log(
    `${what.padEnd(34)} peak ${peak()}, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );

try {
  writeFeatures(join(folder, "features.npz"));
  const lines = Array.from(
    { length: rows },
    (_, row) => `${row % 2},${Math.floor(row / 3) % 2},p${row}`,
  );
  writeFileSync(join(folder, "table.csv"), `sick,site,person\n${lines.join("\n")}\n`);
  say(`features of ${mib(rows * width * 4)} made`);
  const config = parseRunConfig(
    `data: { embeddings: features.npz, table: table.csv, target: sick, attributes: [site], subject: person }
model: { encoder: mlp, features: 2, options: { hidden: [64] } }
method: { name: multitask }
train: { epochs: 1, batch: 1000, optimizer: { name: adam, lr: 1e-3 } }`,
    "bench.yml",
  );
  const backend = await loadBackend();
  const { job } = await prepareRun(config, folder, backend, () => undefined);
  say("opened, split, method built");
  const files = {
    read: (name) => kept.get(name) ?? null,
    replace: (name, bytes) => kept.set(name, bytes),
    append: () => 0,
    truncate: () => undefined,
  };
  const outcome = await runTraining(job, {
    files,
    now: () => performance.now() / 1000,
    onProgress: () => undefined,
    onEpoch: (line) => console.log(`validation accuracy ${line.validation.accuracy}`),
    shouldStop: () => false,
  });
  say(`one epoch, ${outcome.encoderSteps} steps`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
