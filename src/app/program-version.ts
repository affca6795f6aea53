import { readFileSync } from "node:fs";

/** The version that package.json names; it lies two folders up in the checkout and in the package. */
export function programVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
