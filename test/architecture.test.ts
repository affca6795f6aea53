/** The layout of src/: rooms, what each may import, file names, and a test for every file. Also its documentation. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { provenElsewhere } from "./proven-elsewhere.js";
import { files, importsOf, root, sources, textOf } from "./read-imports.js";

/** What each room may import; `base` is always allowed. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  base: [],
  graph: [],
  runtime: ["graph"],
  nn: ["graph"],
  optim: ["graph"],
  dependence: ["graph", "nn"],
  methods: ["graph", "nn", "optim", "dependence"],
  data: [],
  evaluation: [],
  training: ["graph", "runtime", "nn", "optim", "methods", "data", "evaluation"],
  probing: ["graph", "runtime", "nn", "optim", "dependence", "evaluation"],
  report: ["evaluation"],
  config: ["methods", "data", "optim", "nn", "runtime", "evaluation"],
  app: [
    ...["graph", "runtime", "nn", "optim", "dependence", "methods", "data", "training"],
    ...["evaluation", "probing", "report", "config"],
  ],
  cli: ["app", "config", "report"],
  studio: ["app", "config"],
};

/** Of these a room may import types, and nothing that exists at run time. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  report: ["probing"],
  cli: ["training", "evaluation"],
};

const roomOf = (file: string): string => file.split("/")[1] ?? "";
/** True for the files of a room, and for src/index.ts, which gathers what the package exports. */
const isRoot = (file: string): boolean => file.split("/").length === 2;

/** The first cycle that a walk from `start` closes, as a path that begins and ends with one file. */
function findCycle(start: string, done: Set<string>): string[] | null {
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of importsOf(file)) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  return visit(start);
}

/** Nothing of the file exists at run time: interfaces and types only. */
const declaresOnly = (file: string): boolean =>
  !/^(?:export )?(?:async )?(?:const|let|function|class|enum)\b/m.test(textOf.get(file) ?? "");

describe("architecture", () => {
  it("reads imports", () => {
    const found = importsOf("src/graph/registry.ts");
    expect(found).toContain("src/graph/ops/conv.ts");
    expect(found).toContain("src/graph/tensor.ts");
    expect(importsOf("src/graph/registry.ts", "values")).not.toContain("src/graph/tensor.ts");
    expect(importsOf("src/cli/report.ts", "values")).toContain("src/app/report-run.ts");
    expect(importsOf("src/cli/report.ts", "loaded")).not.toContain("src/app/report-run.ts");
  });

  it("loads what a command does with the command, not with the help", () => {
    const loaded = new Set(["src/cli/main.ts"]);
    for (const file of loaded) for (const next of importsOf(file, "loaded")) loaded.add(next);
    const others = [...loaded].filter((file) => !["cli", "base"].includes(roomOf(file)));
    expect(others).toEqual(["src/app/program-version.ts"]);
    expect([...loaded].filter((file) => file.startsWith("src/cli/actions/"))).toEqual([]);
    expect(loaded).toContain("src/cli/compare.ts");
  });

  it("has only rooms of the table", () => {
    expect(
      [...new Set(files.filter((file) => !isRoot(file)).map(roomOf))].filter(
        (room) => !(room in rooms),
      ),
    ).toEqual([]);
  });

  it("imports only what the table allows", () => {
    const wrong = files.flatMap((file) => {
      if (isRoot(file)) return [];
      const allowed = [roomOf(file), "base", ...(rooms[roomOf(file)] ?? [])];
      const types = typesOnly[roomOf(file)] ?? [];
      const values = importsOf(file, "values");
      return importsOf(file)
        .filter((target) => target.startsWith("src/") && !allowed.includes(roomOf(target)))
        .filter((target) => !types.includes(roomOf(target)) || values.includes(target))
        .map(
          (target) =>
            `${file} imports ${target}: ${roomOf(file)} may import ${allowed.join(", ")}` +
            (types.length === 0 ? "" : `, types of ${types.join(", ")}`),
        );
    });
    expect(wrong).toEqual([]);
  });

  it("imports files that exist", () => {
    const missing = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${file} imports ${target}, which does not exist`),
    );
    expect(missing).toEqual([]);
  });

  it("has no import cycles", () => {
    const done = new Set<string>();
    const cycles = sources.flatMap((file) => {
      const cycle = findCycle(file, done);
      return cycle === null ? [] : [cycle.join(" -> ")];
    });
    expect(cycles).toEqual([]);
  });

  it("names files and folders in kebab-case", () => {
    const kebab = /^src(\/[a-z0-9]+(-[a-z0-9]+)*)+(\.test)?\.ts$/;
    expect(files.filter((file) => !kebab.test(file))).toEqual([]);
  });

  it("has a test beside every file, or says where its proof is", () => {
    const untested = sources.filter((file) => {
      const beside = file.replace(/\.ts$/, ".test.ts");
      const listed = Object.keys(provenElsewhere).some((prefix) => file.startsWith(prefix));
      return !textOf.has(beside) && !listed && !declaresOnly(file) && !file.endsWith("/index.ts");
    });
    expect(untested).toEqual([]);
  });

  it("names proofs that exist, for files that exist and have no test beside them", () => {
    const stale = Object.entries(provenElsewhere).filter(
      ([file, proof]) =>
        !sources.some((source) => source.startsWith(file)) ||
        !existsSync(join(root, proof)) ||
        textOf.has(file.replace(/\.ts$/, ".test.ts")),
    );
    expect(stale).toEqual([]);
  });
});
