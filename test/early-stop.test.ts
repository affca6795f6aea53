/** Ctrl-C in the first second of `unconfound train`: 130, the usual words, and nothing left. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bin, openCommandLine } from "./command-line.js";

const { folder } = openCommandLine("early-stop", { home: true });
writeFileSync(
  join(folder, "run.yml"),
  `data: { dataset: phantom, size: 16, train: 400, test: 200, attributes: [marker], plan: { train: 0.8, tests: { iid: 0.8 } } }
model: { encoder: mlp, features: 2, head: none }
method: { name: erm }
train: { epochs: 50, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
runtime: { threads: 1 }
`,
);

/** Start a run as a terminal does, in a process group of its own, and press Ctrl-C once its training process is there, which then does not listen yet. */
function stoppedEarly(out: string) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, "train", "run.yml", "--out", out], {
      ...{ cwd: folder, detached: true },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const { pid = 0 } = child;
    let err = "";
    child.stderr.on("data", (text) => void (err += String(text)));
    const timer = setInterval(() => {
      const children = `/proc/${pid}/task/${pid}/children`;
      if (!existsSync(children) || readFileSync(children, "utf8") === "") return;
      clearInterval(timer);
      process.kill(-pid, "SIGINT");
    }, 1);
    child.on("close", (code, signal) => {
      clearInterval(timer);
      resolve({ code, signal, err });
    });
  });
}

it.runIf(process.platform === "linux")("ends with 130 and leaves nothing", async () => {
  const out = join(folder, "out");
  expect(await stoppedEarly(out)).toEqual({
    ...{ code: 130, signal: null },
    // What is said before it depends on which of the two processes hears of Ctrl-C first.
    err: expect.stringMatching(
      /(?:^|\n)stopped before training began; nothing was written\n$/,
    ) as string,
  });
  expect(existsSync(out)).toBe(false);
});
