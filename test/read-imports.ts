/** The files of src/ and what each imports. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the checkout. */
export const root = fileURLToPath(new URL("..", import.meta.url));
/** Files of src/, from the checkout, by name. */
export const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();
/** Those that are no tests. */
export const sources = files.filter((file) => !file.endsWith(".test.ts"));
export const textOf = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

/**
 * Files of src/ that `file` imports or re-exports: all, dynamic imports and types too; `values`, without types; or `loaded`,
 * what comes with it at once, without types and dynamic imports.
 */
export function importsOf(file: string, which: "all" | "values" | "loaded" = "all"): string[] {
  const matches = (textOf.get(file) ?? "").matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;"'`]*?from\s*["'](\.[^"']+)["']|\bimport\(\s*["'](\.[^"']+)["']|(?:^|\n)import\s*["'](\.[^"']+)["']/g,
  );
  const kept = [...matches].filter(
    ([statement]) =>
      which === "all" ||
      (!/^\s*(?:import|export) type\b/.test(statement) &&
        !(which === "loaded" && statement.startsWith("import("))),
  );
  return kept.map((match) => {
    const path = join(dirname(file), match[1] ?? match[2] ?? match[3] ?? "");
    return normalize(path).split(sep).join("/").replace(/\.js$/, ".ts");
  });
}
