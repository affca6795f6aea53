import { join } from "node:path";
import { compareAudits as compare } from "../../app/audit/compare-audits.js";
import { verdictWords } from "../../report/tables/audit-table.js";
import { textTable } from "../../report/tables/text-table.js";
import type { CliContext } from "../context.js";

/** What `unconfound compare-audits` does. */
export function compareAudits(
  context: CliContext,
  before: string,
  after: string,
  asked: string | undefined,
): void {
  const out = asked ?? join(after, "compared.html");
  const changes = compare({ before, after, out });
  const targets = new Set(changes.map(({ target }) => target));
  const words = (placed: (typeof changes)[number]["before"]) =>
    placed === null ? "none" : verdictWords(placed.verdict);
  const table = textTable([
    ["attribute", "before", "after", "change"],
    ...changes.map(({ attribute, target, change, ...placed }) => [
      targets.size > 1 ? `${attribute} (${target})` : attribute,
      words(placed.before),
      words(placed.after),
      change,
    ]),
  ]);
  context.print(
    `${table}\n\nWhether a difference is chance is not tested: compare the intervals.\n\npage  ${out}`,
  );
}
