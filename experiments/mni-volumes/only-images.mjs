// @ts-check
/**
 * The report's style and its section of example images as a page of their own, for a screenshot.
 *
 *   node experiments/mni-volumes/only-images.mjs RUN FILE.html
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [run, out] = process.argv.slice(2);
if (run === undefined || out === undefined) {
  process.stderr.write("Name the run and the file to be written.\n");
  process.exit(2);
}
const report = readFileSync(join(run, "report.html"), "utf8");
const [head = ""] = report.split("<main>");
const section = report
  .split(/(?=<section)/)
  .find((text) => text.includes("<h2>Example images</h2>"));
if (section === undefined) throw new Error("The report has no example images.");
const [own = ""] = section.split("</section>");
writeFileSync(
  out,
  `${head}<main style="padding:0 16px 16px">${own}</section></main></body></html>\n`,
);
