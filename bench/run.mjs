// @ts-check
/**
 * Step times beside PyTorch and TensorFlow.js, all in one run and in turn (ours, theirs, ours, …), so that
 * whatever else the machine does meets all of them. Figures are the median and the fastest step.
 *
 *   npm run bench -- [--only a,b] [--threads 2] [--rounds 5] [--save NAME] [--dist dist/] [--beside OTHER/dist/]
 *
 * --beside names an earlier build of ours, to see what a change of the engine gains.
 *
 * PyTorch takes part where the environment variable PYTHON names an interpreter that has it; cases densenet, resnet50 and
 * volumes need torchvision beside it.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cases } from "./programs.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(cases).join() },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    save: { type: "string" },
    dist: { type: "string", default: "dist/" },
    beside: { type: "string" },
  },
});
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env["PYTHON"];
const withTorch =
  python !== undefined &&
  spawnSync(python, ["-c", "import torch"], { timeout: 120_000 }).status === 0;

/** Milliseconds of a step of tfjs stand for a tenth of the batch. */
const tfjsScale = 10;

/** A peer in its own process. @param {string} command @param {string[]} args */
async function startPeer(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${command} ${args.join(" ")} ended early`);
    return JSON.parse(value);
  };
  const ask = async (/** @type {string} */ line) => {
    child.stdin.write(`${line}\n`);
    return next();
  };
  const { ready, gflop = null } = await next();
  return {
    title: /** @type {string} */ (ready),
    gflop: /** @type {number | null} */ (gflop),
    step: () => ask("step"),
    end: () => ask("end"),
  };
}

/** @param {string} name */
async function startPeers(name) {
  const startOurs = (/** @type {string} */ dist) =>
    startPeer(process.execPath, [here("worker.mjs"), name, options.threads, dist]);
  const peers = [{ key: "ours", scale: 1, every: 1, ...(await startOurs(options.dist)) }];
  if (options.beside !== undefined) {
    const earlier = { ...(await startOurs(options.beside)), title: `build in ${options.beside}` };
    peers.push({ key: "beside", scale: 1, every: 1, ...earlier });
  }
  if (withTorch && python !== undefined) {
    const started = await startPeer(python, [here("peers/torch_steps.py"), name, options.threads]);
    peers.push({ key: "torch", scale: 1, every: 1, ...started });
  }
  if (name === "a") {
    const started = await startPeer(process.execPath, [here("peers/tfjs-steps.mjs")]);
    // Two steps are enough for a factor of a hundred.
    peers.push({ key: "tfjs", scale: tfjsScale, every: Infinity, ...started });
  }
  return peers;
}

/** @param {string} name */
async function measure(name) {
  const peers = (await startPeers(name)).map((peer) => ({
    ...peer,
    ms: /** @type {number[]} */ ([]),
  }));
  // Expensive cases get fewer rounds; a round of the cheap ones is several steps.
  const dear = ["c", "densenet", "resnet50", "volumes"].includes(name);
  const rounds = dear ? Math.min(3, Number(options.rounds)) : Number(options.rounds);
  const stepsARound = { a: 5, b: 2, k: 10, d: 5 }[name] ?? 1;
  for (const peer of peers) await peer.step();
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      if (peer.every > 1 && round > 0) continue;
      const count = peer.every > 1 ? 1 : stepsARound;
      for (let step = 0; step < count; step++) peer.ms.push((await peer.step()).ms * peer.scale);
    }
  }
  const results = [];
  const gflop = peers[0]?.gflop ?? NaN;
  for (const { key, title, ms, end } of peers) {
    const { peakMb, beforeMb } = await end();
    const sorted = ms.toSorted((left, right) => left - right);
    const median = sorted[Math.floor(sorted.length / 2)] ?? NaN;
    const memory = { peakMb, aboveStartMb: peakMb - beforeMb };
    const times = { medianMs: median, minMs: sorted[0] ?? NaN, steps: ms.length };
    results.push({ key, title, ...times, gflop, ...memory });
  }
  return results;
}

const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  threads: Number(options.threads),
  date: new Date().toISOString().slice(0, 10),
};
const lines = [
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; Node ${machine.node}; ${machine.threads} threads`,
];
if (!withTorch)
  lines.push("PyTorch takes no part: set PYTHON to an interpreter that can import torch.");
lines.push(
  "",
  "| case | who | median ms | min ms | steps | peak RSS above start, MB | ours is faster by (median, min) |",
);
lines.push("|---|---|---|---|---|---|---|");
/** @type {Record<string, Awaited<ReturnType<typeof measure>>>} */
const results = {};
console.log(lines.join("\n"));
for (const name of options.only.split(",")) {
  const chosen = cases[/** @type {keyof typeof cases} */ (name)];
  if (chosen === undefined)
    throw new Error(`no case ${name}; cases: ${Object.keys(cases).join(", ")}`);
  const measured = await measure(name);
  results[name] = measured;
  const ours = measured[0];
  for (const result of measured) {
    const ratio = (/** @type {"medianMs" | "minMs"} */ key) =>
      result === ours ? "" : `${(result[key] / (ours?.[key] ?? NaN)).toFixed(2)}x`;
    const gflops =
      name === "d" ? ` (${((2 * 2048 ** 3) / result.medianMs / 1e6).toFixed(0)} GFLOP/s)` : "";
    const cells = [
      `${name}: ${chosen.title}`,
      `${result.title}${result.key === "tfjs" ? `, x${tfjsScale}` : ""}`,
      `${result.medianMs.toFixed(1)}${gflops}`,
      result.minMs.toFixed(1),
      result.steps,
      result.aboveStartMb.toFixed(0),
      [ratio("medianMs"), ratio("minMs")].join(" "),
    ];
    const line = `| ${cells.join(" | ")} |`;
    lines.push(line);
    console.log(line);
  }
}
const print = (/** @type {string} */ line) => {
  lines.push(line);
  console.log(line);
};
const product = results["d"]?.[0];
if (product !== undefined) {
  const rate = (/** @type {{ gflop: number, medianMs: number }} */ result) =>
    result.gflop / result.medianMs;
  print("\nMatrix products and convolutions of our step, and its rate as a share of case d's:\n");
  for (const [name, [ours]] of Object.entries(results)) {
    if (ours === undefined || name === "d") continue;
    const share = `${((100 * rate(ours)) / rate(product)).toFixed(0)} %`;
    print(`- ${name}: ${ours.gflop.toFixed(1)} GFLOP, ${share}`);
  }
}
const [allPairs, shifts] = [results["c"]?.[0], results["k"]?.[0]];
if (allPairs !== undefined && shifts !== undefined) {
  const factor = (allPairs.medianMs / shifts.medianMs).toFixed(0);
  print(`\nK = 4 shifts instead of all pairs: ${factor} times less time a critic step.`);
}
if (options.save !== undefined) {
  mkdirSync(here("results"), { recursive: true });
  writeFileSync(here(`results/${options.save}.md`), `${lines.join("\n")}\n`);
  writeFileSync(
    here(`results/${options.save}.json`),
    `${JSON.stringify({ machine, results }, null, 2)}\n`,
  );
}
