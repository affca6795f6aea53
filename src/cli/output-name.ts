import { basename, dirname, resolve } from "node:path";

/** Names that many folders have a file of: alone they would all write to one folder. */
const everyday: ReadonlySet<string> = new Set([
  "cohort",
  "compare",
  "embeddings",
  "features",
  "model",
  "predictions",
  "run",
  "table",
  "train",
]);

/** What `unconfound compare` calls the folders of a method's runs. */
const numbered = /^(?:seed|fold)-\d+$/;

const endings = /\.(?:ya?ml|csv|tsv|np[yz]|onnx)$/i;

/**
 * Name of the default folder of what is made of a run or a file: its own name without a known ending; of a name that many files
 * have (`train.yml`, `model.onnx`) the name of its folder before it: `chest/cohort.yml` gives `chest-cohort`; of a comparison's run
 * as many as it takes: `erm/seed-0/fold-1` gives `erm-seed-0-fold-1`.
 */
export function outputName(path: string): string {
  const whole = resolve(path);
  const name = basename(whole).replace(endings, "");
  const above = dirname(whole);
  const folder = basename(above);
  if (folder === "") return name;
  if (numbered.test(name)) return `${outputName(above)}-${name}`;
  return everyday.has(name.toLowerCase()) ? `${folder}-${name}` : name;
}
