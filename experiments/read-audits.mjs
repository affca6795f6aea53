// @ts-check
/**
 * A table of audits, a row for each folder that `unconfound audit` wrote, on standard output.
 *
 *   node experiments/read-audits.mjs audits/erm-0 audits/erm-1 … > table.md
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** @typedef {import("../src/evaluation/audit/audit-results.js").AuditResults} AuditResults */
/** @typedef {import("../src/evaluation/audit/audit-results.js").TierFinding} TierFinding */

/** @param {string} text */
const cell = (text) => text.replaceAll("|", "\\|");
/** @param {TierFinding} tier */
const words = ({ state, strength, evidence }) =>
  cell(`${strength === undefined ? state : `${state}, ${strength}`}: ${evidence}`);

const lines = ["| audit | attribute | used | disparity |", "| --- | --- | --- | --- |"];
for (const folder of process.argv.slice(2)) {
  /** @type {AuditResults} */
  const { targets } = JSON.parse(readFileSync(join(folder, "audit.json"), "utf8"));
  for (const { attributes } of targets) {
    for (const { name, verdict } of attributes) {
      if (verdict === null) continue;
      const { used, disparity } = verdict.tiers;
      lines.push(`| ${basename(folder)} | ${cell(name)} | ${words(used)} | ${words(disparity)} |`);
    }
  }
}
process.stdout.write(`${lines.join("\n")}\n`);
