/**
 * Mutated files to every reader: `npm run fuzz -- [--reader NAME]… [--inputs 100000] [--seed 0] [--seconds LIMIT]
 * [--findings FOLDER]`, or `npm run fuzz -- --replay FILE` for one finding.
 *
 * Each reader reads `--inputs` files that are made of small valid ones (test/fuzz/mutate.ts); seed, reader and number make
 * the file, on every machine. A reader must give a sound result, or refuse by an error of the house that starts with the
 * name of the file, within two seconds and the memory that docs/readers.md allows it. Everything else is a finding: it is
 * written to `--findings` (default `runs/fuzz`) and makes the exit code 1. `--seconds` ends a reader early.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createRng } from "../../src/base/rng.js";
import type { Finding, ReaderResult } from "./fuzz-reader.js";
import { fuzzReader } from "./fuzz-reader.js";
import { fuzzInput, mebibytes, runInput } from "./run-input.js";
import { fuzzTargets } from "./targets.js";

/** A finding as it is written down. */
interface FindingFile extends Finding {
  readonly reader: string;
  readonly seed: number;
  readonly bytes: string;
}

const { values } = parseArgs({
  options: {
    reader: { type: "string", multiple: true },
    inputs: { type: "string", default: "100000" },
    seed: { type: "string", default: "0" },
    seconds: { type: "string", default: "Infinity" },
    findings: { type: "string", default: "runs/fuzz" },
    replay: { type: "string" },
  },
});
const fixtures = resolve("fixtures");
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

function numberOf(name: "inputs" | "seed" | "seconds"): number {
  const value = Number(values[name]);
  if (value >= 0 && (name === "seconds" || Number.isInteger(value))) return value;
  throw new RangeError(`--${name}: a number from 0 on, got ${values[name]}`);
}

async function withTargets<T>(
  use: (targets: ReturnType<typeof fuzzTargets>) => T | Promise<T>,
): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "fuzz-"));
  try {
    return await use(fuzzTargets({ fixtures, scratch }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function replay(path: string): Promise<boolean> {
  const { reader, seed, number, bytes } = JSON.parse(readFileSync(path, "utf8")) as FindingFile;
  return withTargets(async (targets) => {
    const target = targets.find(({ name }) => name === reader);
    if (target === undefined) throw new RangeError(`${path}: no reader ${reader}`);
    const options = createRng(`fuzz ${seed} ${reader} ${number}`).child("options");
    const input = { bytes: new Uint8Array(Buffer.from(bytes, "base64")), options };
    const verdict = await runInput(target, input);
    print(`${reader}, seed ${seed}, input ${number}: ${verdict.kind}`);
    if (verdict.kind === "finding") print(verdict.what);
    return verdict.kind !== "finding";
  });
}

async function fuzzAll(): Promise<boolean> {
  const [seed, inputs, secondsLimit] = [numberOf("seed"), numberOf("inputs"), numberOf("seconds")];
  const names = await withTargets((targets) => targets.map(({ name }) => name));
  const unknown = values.reader?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new RangeError(`no reader ${unknown}: ${names.join(", ")}`);
  print(`seed ${seed}; reader: inputs, inputs a second, accepted, refused, most memory, findings`);
  let findings = 0;
  for (const reader of values.reader ?? names) {
    const plan = { reader, seed, inputs, secondsLimit, fixtures, mostFindings: 20 };
    const result = await fuzzReader(plan);
    print(lineOf(reader, result));
    findings += result.findings.length;
    await writeFindings(reader, seed, result.findings);
  }
  return findings === 0;
}

function lineOf(reader: string, result: ReaderResult): string {
  const { inputs, accepted, refused, seconds, peak, findings } = result;
  return [
    `${reader.padEnd(14)} ${inputs}`,
    Math.round(inputs / seconds),
    accepted,
    refused,
    mebibytes(peak),
    findings.length,
  ].join("  ");
}

/** The same input again, so that a finding can be looked at without its seeds. */
async function writeFindings(
  reader: string,
  seed: number,
  findings: readonly Finding[],
): Promise<void> {
  if (findings.length === 0) return;
  const folder = resolve(values.findings);
  mkdirSync(folder, { recursive: true });
  await withTargets((targets) => {
    const target = targets.find(({ name }) => name === reader);
    if (target === undefined) return;
    for (const { number, what } of findings) {
      const bytes = Buffer.from(fuzzInput(target, seed, number).bytes).toString("base64");
      const path = join(folder, `${reader}-${seed}-${number}.json`);
      const file: FindingFile = { reader, seed, number, what, bytes };
      writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
      print(`  ${path}: ${what.split("\n").slice(0, 3).join(" ")}`);
    }
  });
}

const sound = values.replay === undefined ? await fuzzAll() : await replay(values.replay);
process.exitCode = sound ? 0 : 1;
