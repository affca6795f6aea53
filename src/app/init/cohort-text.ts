import { stringify } from "yaml";
import type { AttributeGuess } from "../../data/cohort/guess/guess-attributes.js";
import type { CohortGuess } from "../../data/cohort/guess/guess-cohort.js";
import type { Remark } from "../../data/cohort/guess/remark.js";
import type { ImageLook } from "./look-at-images.js";
import { stepsFor } from "./look-at-images.js";

/** A commented cohort file of what was guessed. @param table its name, from the cohort file. */
export function cohortText(table: string, guess: CohortGuess, look: ImageLook): string {
  const notes = (key: Remark["key"]) =>
    guess.remarks.filter((remark) => remark.key === key).map(({ text }) => `# ${text}`);
  const { images, subject, target, attributes, others, split } = guess;
  const { column, pattern, root, series } = images;
  const where = {
    ...(column === undefined ? { pattern } : { column }),
    ...(root === "." ? {} : { root }),
    ...(look.colour ? { channels: "rgb" } : {}),
    ...(look.frames ? { frame: "first" } : {}),
    ...(series ? { series } : {}),
  };
  return [
    "# What the table means, guessed by unconfound init: read it and correct it. Every key: docs/cohort.md.",
    `tables: ${list([{ file: table }])}`,
    ...notes("images"),
    `images: ${inline(where)}`,
    ...notes("subject"),
    `subject: ${inline(subject)}`,
    ...notes("target"),
    `target: ${inline(target)}`,
    "# Possible shortcuts, those first that go most with the label (Cramer's V, 0 to 1).",
    ...notes("attributes"),
    attributes.length === 0 ? "attributes: []" : "attributes:",
    ...attributes.map((attribute) => `  - ${attributeLine(attribute)}`),
    ...(others.length > 0 ? ["# Other columns of few values:"] : []),
    ...others.map((attribute) => `#  - ${attributeLine(attribute)}`),
    ...notes("split"),
    `split: ${inline(split)}`,
    ...notes("preprocess"),
    "preprocess: # docs/preprocessing.md",
    ...stepsFor(look).map((step) => `  - ${inline(step)}`),
    "",
  ].join("\n");
}

function attributeLine({ spec, association, values }: AttributeGuess): string {
  return `${inline(spec)} # V ${association.toFixed(2)}; ${values}`;
}

function list(items: readonly object[]): string {
  return `[${items.map(inline).join(", ")}]`;
}

/** One line of YAML; texts that YAML would read as something else come in quotes. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
