import { readFileSync } from "node:fs";
import { CommanderError, type Command } from "commander";
import { describe, expect, it } from "vitest";
import type { CliContext } from "./context.js";
import { createProgram } from "./main.js";

const context: CliContext = {
  terminal: { interactive: false, columns: 80, write: () => undefined },
  print: () => undefined,
  exit: () => undefined,
};

/** What a command line writes before commander ends it, 80 columns wide, and how it ends. */
async function lineOf(...argv: readonly string[]) {
  const program = createProgram(context);
  let [out, err] = ["", ""];
  const output = {
    writeOut: (text: string) => void (out += text),
    writeErr: (text: string) => void (err += text),
    getOutHelpWidth: () => 80,
    getErrHelpWidth: () => 80,
  };
  const configure = (command: Command): void => {
    command.configureOutput(output);
    for (const inner of command.commands) configure(inner);
  };
  configure(program);
  try {
    await program.parseAsync(["node", "unconfound", ...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { out, err, exitCode: error.exitCode };
  }
  return { out, err, exitCode: 0 };
}

describe("help", () => {
  it.each([
    "",
    "scan",
    "train",
    "compare",
    "evaluate",
    "audit",
    "compare-audits",
    "reproduce",
    "export",
    "report",
    "demo",
    "data",
    "data list",
    "data make",
    "data make phantom",
    "data check",
    "doctor",
  ])("of `unconfound %s`", async (command) => {
    const argv = command.split(" ").filter((word) => word !== "");
    const { out, err, exitCode } = await lineOf(...argv, "--help");
    expect(exitCode).toBe(0);
    expect(err).toBe("");
    expect(out).toMatchSnapshot();
  });
});

describe("--version", () => {
  it("prints what package.json says", async () => {
    const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
    const { version } = JSON.parse(text) as { version: string };
    expect(await lineOf("--version")).toEqual({ out: `${version}\n`, err: "", exitCode: 0 });
  });
});

describe("a command line that is not understood", () => {
  it.each([
    [["trian"], "error: unknown command 'trian'\n(Did you mean train?)\n"],
    [["train"], "error: missing required argument 'file'\n"],
    [["train", "a.yml", "--resum"], "error: unknown option '--resum'\n(Did you mean --resume?)\n"],
    [["data", "make", "morpho-mnist"], "error: required option '--root <folder>' not specified\n"],
    [
      ["data", "make", "phantom", "--out", "a"],
      "error: required option '--format <format>' not specified\n",
    ],
    [
      ["data", "make", "phantom", "--format", "png"],
      "error: required option '--out <folder>' not specified\n",
    ],
    [
      ["data", "make", "phantom", "--format", "png", "--out", "a", "--sise", "9"],
      "error: unknown option '--sise'\n(Did you mean --size?)\n",
    ],
    [
      ["data", "make", "cohort"],
      "error: a cohort is your own files; docs/cohort.md says how to bring them\n",
    ],
    [
      ["data", "make", "morpho-minst"],
      "error: unknown data set 'morpho-minst' (legal: phantom, morpho-mnist, fashion-mnist); did you mean morpho-mnist?\n",
    ],
    [
      ["data", "make", "medmnist"],
      "error: medmnist is an NPZ file of its authors; recipes/medmnist-2d says how to get it\n",
    ],
    [
      ["data", "make", "cifar", "--root", "."],
      "error: unknown data set 'cifar' (legal: phantom, morpho-mnist, fashion-mnist)\n",
    ],
  ])("%j is refused with a reason and a hint", async (argv, message) => {
    const { out, err, exitCode } = await lineOf(...argv);
    expect(exitCode).toBeGreaterThan(0);
    expect(err).toBe(`${message}(--help shows usage and examples)\n`);
    expect(out).toBe("");
  });
});
