/**
 * Images a second of the phantom generator on one core: `npm run build && node bench/phantom-generate.mjs`.
 * Prints a line a picture size, with two factors planted, in CPU time (others may use the machine); the first pass
 * warms up and does not count.
 */
import { openPhantom } from "../dist/data/datasets/phantom.js";

const count = 2000;
const passes = 5;

for (const size of [32, 48, 64]) {
  const opened = process.cpuUsage();
  const set = openPhantom({ size, train: count, test: 0 });
  const openMs = process.cpuUsage(opened).user / 1000;
  const out = new Float32Array(size * size);
  const rates = [];
  for (let pass = 0; pass <= passes; pass++) {
    const start = process.cpuUsage();
    for (let row = 0; row < count; row++) {
      set.writeImage("train", row, { marker: row % 2, intensity: 1 }, out, 0);
    }
    if (pass > 0) rates.push((1e6 * count) / process.cpuUsage(start).user);
  }
  rates.sort((a, b) => a - b);
  const median = rates[Math.floor(passes / 2)];
  console.log(
    `${size}x${size}: ${median.toFixed(0)} images/s (median of ${passes}), open ${openMs.toFixed(0)} ms for ${count} rows`,
  );
}
