import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type * as RunTraining from "../src/app/run-training.js";
import type * as Main from "../src/cli/main.js";

/** The built command line, as a process runs it. */
export const bin = fileURLToPath(new URL("../bin/unconfound.js", import.meta.url));

const built = (path: string): string => new URL(`../dist/${path}`, import.meta.url).href;

/**
 * A folder of a test file's own, gone after its tests, and the built command line in it: run to the end in this process,
 * messages without colours. Starting a process costs a second; test/cli.test.ts starts them.
 * @param home the folder is the user's too, so that nothing of the person who tests is read or written.
 */
export function openCommandLine(name: string, { home = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), `unconfound-${name}-`));
  const before = { cwd: process.cwd(), home: process.env["HOME"] };
  process.env["NO_COLOR"] = "1";
  if (home) process.env["HOME"] = folder;
  process.chdir(folder);
  afterAll(() => {
    process.chdir(before.cwd);
    if (before.home === undefined) delete process.env["HOME"];
    else process.env["HOME"] = before.home;
    rmSync(folder, { recursive: true, force: true });
  });
  const unconfound = async (...args: string[]) => {
    // After the environment was set: colours are decided at the import.
    const { runCommandLine } = (await import(built("cli/main.js"))) as typeof Main;
    const said = { code: 0, out: "", err: "" };
    await runCommandLine(["node", "unconfound", ...args], {
      terminal: { interactive: false, columns: 80, write: (text) => void (said.err += text) },
      print: (text) => void (said.out += `${text}\n`),
      exit: (code) => void (said.code = code),
    });
    return said;
  };
  /** The same in a process of its own. */
  const spawned = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: process.env,
    });
    return { code: status, out: stdout, err: stderr };
  };
  /** A cohort file in PLACE, beside its table.csv. */
  const writeCohort = (
    place: string,
    name: string,
    keys: Readonly<Record<string, string>>,
  ): string => {
    const file = join(folder, place, name);
    const lines = Object.entries(keys).map(([key, value]) => `${key}: ${value}`);
    writeFileSync(file, `tables: [{ file: table.csv }]\n${lines.join("\n")}\n`);
    return file;
  };
  /** `unconfound data make phantom --out OUT …`; fails where it does not make one. */
  const makePhantom = async (out: string, ...options: string[]): Promise<void> => {
    const made = await unconfound("data", "make", "phantom", "--out", out, ...options);
    if (made.code !== 0) throw new Error(made.err);
  };
  /** `unconfound train FILE [key=value ...] --out OUT` without a process of its own; fails where it does not finish. */
  const train = async (file: string, out: string, ...overrides: string[]): Promise<void> => {
    const { runTrainingRequest } = (await import(
      built("app/run-training.js")
    )) as typeof RunTraining;
    const source = resolve(folder, file);
    const configText = readFileSync(source, "utf8");
    await runTrainingRequest(
      {
        configText,
        source,
        overrides,
        base: dirname(source),
        out: resolve(folder, out),
        resume: false,
      },
      { send: () => undefined, stopped: () => false },
    );
  };
  return { folder, unconfound, spawned, makePhantom, writeCohort, train };
}
