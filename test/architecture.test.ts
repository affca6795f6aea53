/** The layout of src/: rooms, what each may import, file names, and a test for every file. Also its documentation. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** What each room may import, types included; `base` is always allowed. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  base: [],
  graph: [],
  runtime: ["graph"],
  nn: ["graph"],
  optim: ["graph"],
  dependence: ["graph", "nn"],
  methods: ["graph", "nn", "optim", "dependence"],
  data: [],
  training: ["graph", "runtime", "nn", "optim", "methods", "data"],
  evaluation: [],
  probing: ["graph", "runtime", "nn", "optim", "dependence", "evaluation"],
  report: ["evaluation"],
  config: ["methods", "data", "optim", "nn"],
  app: [
    ...["graph", "runtime", "nn", "optim", "dependence", "methods", "data", "training"],
    ...["evaluation", "probing", "report", "config"],
  ],
  cli: ["app", "config"],
  studio: ["app", "config"],
};

/** Files whose proof is not in a test beside them, by path or folder, and where it is. */
const provenElsewhere: Readonly<Record<string, string>> = {
  "src/graph/op-names.ts": "src/graph/op.test.ts",
  "src/graph/registry.ts": "src/graph/op.test.ts",
  "src/graph/ops/norm-lowering.ts": "test/reference-vs-ort.test.ts",
};

const root = fileURLToPath(new URL("..", import.meta.url));
const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();
const sources = files.filter((file) => !file.endsWith(".test.ts"));
const textOf = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

/** Files of src/ that `file` imports or re-exports, types included, dynamic imports too. */
function importsOf(file: string): string[] {
  const specifiers = (textOf.get(file) ?? "").matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;"'`]*?from\s*["'](\.[^"']+)["']|\bimport\(\s*["'](\.[^"']+)["']|(?:^|\n)import\s*["'](\.[^"']+)["']/g,
  );
  return Array.from(specifiers, (match) => {
    const path = join(dirname(file), match[1] ?? match[2] ?? match[3] ?? "");
    return normalize(path).split(sep).join("/").replace(/\.js$/, ".ts");
  });
}

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
      return importsOf(file)
        .filter((target) => target.startsWith("src/") && !allowed.includes(roomOf(target)))
        .map(
          (target) => `${file} imports ${target}: ${roomOf(file)} may import ${allowed.join(", ")}`,
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
