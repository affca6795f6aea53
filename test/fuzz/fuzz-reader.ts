import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { longestMs } from "./run-input.js";

export interface Finding {
  readonly number: number;
  readonly what: string;
}

/** What the inputs of one reader came to. */
export interface ReaderResult {
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
  /** The most memory that one of its processes had resident, bytes. */
  readonly peak: number;
  readonly findings: readonly Finding[];
}

export interface FuzzPlan {
  readonly reader: string;
  readonly seed: number;
  /** Inputs 0 to this. */
  readonly inputs: number;
  readonly secondsLimit: number;
  readonly fixtures: string;
  /** A reader with so many findings is given up. */
  readonly mostFindings: number;
}

interface Progress {
  readonly number: number;
  readonly accepted: number;
  readonly refused: number;
  readonly peak: number;
}

/** Memory that the heap of a child may take, MiB: what runs away ends it, and not the machine. */
const childHeap = 1024;
const pollMs = 250;

/** Signals that no reader can raise: somebody else ended the child, and the next goes on at its input. */
const foreignSignals: readonly string[] = ["SIGTERM", "SIGINT", "SIGHUP"];
const mostInterruptions = 200;

/** How one child ended. */
interface ChildEnd {
  readonly progress: Progress;
  readonly finding: Finding | null;
  readonly interrupted: boolean;
}

/** Read the inputs of one reader in child processes, each of which goes on behind the finding that ended the last. */
export async function fuzzReader(plan: FuzzPlan): Promise<ReaderResult> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-progress-"));
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const findings: Finding[] = [];
  let [next, accepted, refused, peak] = [0, 0, 0, 0];
  let interruptions = 0;
  try {
    while (next < plan.inputs && seconds() < plan.secondsLimit) {
      const left = plan.secondsLimit - seconds();
      const { progress, finding, interrupted } = await runChild(
        plan,
        next,
        join(folder, "progress"),
        left,
      );
      accepted += progress.accepted;
      refused += progress.refused;
      peak = Math.max(peak, progress.peak);
      next = progress.number;
      if (interrupted && ++interruptions > mostInterruptions) {
        throw new Error(`processes of ${plan.reader} are ended by something else, again and again`);
      }
      if (finding === null) continue;
      findings.push(finding);
      next = finding.number + 1;
      if (findings.length >= plan.mostFindings) break;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { inputs: next, accepted, refused, seconds: seconds(), peak, findings };
}

/** One child from input `from` on, up to its end, a finding, a hang or the end of the time. */
async function runChild(
  { reader, seed, inputs, fixtures }: FuzzPlan,
  from: number,
  path: string,
  secondsLeft: number,
): Promise<ChildEnd> {
  writeFileSync(path, new Uint8Array(Float64Array.of(from, 0, 0, 0).buffer));
  const script = fileURLToPath(new URL("./child.js", import.meta.url));
  const words = [reader, seed, from, inputs, path, fixtures].map(String);
  const child = spawn(process.execPath, [`--max-old-space-size=${childHeap}`, script, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const watch = watchChild(child, path, secondsLeft);
  const ending = await new Promise<string>((resolve) =>
    child.on("close", (code, signal) => resolve(String(signal ?? code))),
  );
  const stopped = watch.end();
  const progress = readProgress(path);
  const interrupted = stopped === null && foreignSignals.includes(ending);
  if (output.stdout !== "") {
    return { progress, finding: JSON.parse(output.stdout) as Finding, interrupted: false };
  }
  if (stopped === "time" || ending === "0" || interrupted) {
    return { progress, finding: null, interrupted };
  }
  const what =
    stopped === "hang"
      ? `did not end within ${(10 * longestMs) / 1000} s`
      : `the process ended with ${ending}: ${output.stderr.slice(-2000)}`;
  return { progress, finding: { number: progress.number, what }, interrupted: false };
}

/** Ends the child where one input takes too long, or the time is over. */
function watchChild(
  child: ChildProcess,
  path: string,
  secondsLeft: number,
): { readonly end: () => "hang" | "time" | null } {
  let stopped: "hang" | "time" | null = null;
  // By the clock, which is all that can be read of another process: several times the bound, for a busy machine.
  let patience = 40 * longestMs;
  let seen = -1;
  const started = performance.now();
  let since = started;
  const timer = setInterval(() => {
    const now = performance.now();
    const { number, accepted, refused } = readProgress(path);
    const done = number + accepted + refused;
    if (done !== seen) {
      if (seen >= 0) patience = 10 * longestMs;
      seen = done;
      since = now;
    }
    if (now - started > secondsLeft * 1000) stopped = "time";
    else if (now - since > patience) stopped = "hang";
    if (stopped !== null) child.kill("SIGKILL");
  }, pollMs);
  return {
    end: () => {
      clearInterval(timer);
      return stopped;
    },
  };
}

function readProgress(path: string): Progress {
  const bytes = new Uint8Array(readFileSync(path));
  const [number = 0, accepted = 0, refused = 0, peak = 0] = new Float64Array(bytes.buffer);
  return { number, accepted, refused, peak };
}
