import { stringify } from "yaml";
import type { Metric, Undefined } from "../evaluation/metric.js";
import type { AttributeResult, RunRecord } from "../evaluation/results.js";
import { showMetric } from "./format.js";
import { escapeMarkdown, fenced, markdownTable } from "./markdown.js";
import {
  attributesText,
  dataText,
  factorsText,
  flowParts,
  identifier,
  modelDetails,
  numberMetrics,
  probingText,
  rounded,
} from "./model-card-parts.js";
import type { AnyRunSummary } from "./run-summary.js";
import { testsInOrder } from "./tests-in-order.js";

/** What a card reads of any set. */
export interface CardSet {
  readonly n: number;
  readonly effective_n?: number;
  readonly attributes: Readonly<Record<string, AttributeResult>>;
}

/** What a card says by what the label is. Text is Markdown, escaped. */
export interface CardWords<Set extends CardSet> {
  /** Task of the head's results. */
  readonly task: string;
  /** Keys of the head that say how the model is found: `pipeline_tag`, where there is one. */
  readonly pipeline: object;
  /** Metrics that the model is found by. */
  readonly listed: readonly string[];
  /** Key in `results.json`, title and value of each metric of the head and of the tables. */
  readonly metrics: (set: Set) => readonly (readonly [key: string, title: string, value: Metric])[];
  /** "lesion (clear, lesion)": what the model predicts. */
  readonly predicts: string;
  /** "label" or "target". */
  readonly label: string;
  /** What groups are without attributes: "classes"; null: there are none then. */
  readonly groups: string | null;
  /** Section "Metrics". */
  readonly reading: string;
  /** What the tests say, in one sentence. */
  readonly sentence: string;
  /** Paragraphs of "Quantitative analyses" before the tests. */
  readonly analyses: readonly string[];
  /** Rows of a test's table between its metrics and those of heads. */
  readonly further: (set: Set) => readonly string[][];
  /** Further tables of a test, header first: its groups. */
  readonly tables: (set: Set) => readonly (readonly string[][])[];
  /** What two groups may have alike: "accuracy". */
  readonly alike: string;
  /** Sentences that the caveats begin with. */
  readonly caveats: readonly string[];
}

type CardSummary<Set> = AnyRunSummary<
  RunRecord & { readonly tests: Readonly<Record<string, Set | Undefined>> }
>;

/**
 * `MODEL_CARD.md` of any run: Hugging Face metadata (YAML head with `model-index`) and the sections of Mitchell et al.
 * 2019. Undefined metrics are left out of the head and say "n/a (reason)" in the text. The head names no licence of the
 * model: that is its author's to choose. Same summary, same bytes.
 * @throws DataError where `configText` has no method.
 */
export function cardPage<Set extends CardSet>(
  summary: CardSummary<Set>,
  words: CardWords<Set>,
): string {
  const { title, data } = summary;
  return [
    `---\n${stringify(cardHead(summary, words), { lineWidth: 0 })}---`,
    `# ${escapeMarkdown(title)}`,
    "**Not for clinical use.** A research model; it was not validated for diagnosis or care.",
    "## Model details",
    modelDetails(summary),
    "## Intended use",
    `Research on whether a model that predicts ${words.predicts} relies on ${escapeMarkdown(attributesText(summary))}. ` +
      "Out of scope: any decision about a person, and images from other sources than those below.",
    `What the tests of this model say: ${words.sentence}`,
    "## Factors",
    factorsText(summary, words.groups),
    "## Metrics",
    words.reading,
    "## Evaluation data",
    `${escapeMarkdown(data.name)}, held-out subjects. Tests: *iid* follows the training data${otherTests(summary, words)}.`,
    "## Training data",
    dataText(summary),
    ...flowParts(summary),
    fenced(summary.planText),
    "## Quantitative analyses",
    ...words.analyses,
    ...testsInOrder(summary).flatMap(([name, test]) => [
      `### ${escapeMarkdown(name)}`,
      isUndefined(test) ? escapeMarkdown(showMetric(test)) : setText(test, words),
    ]),
    ...probingText(summary),
    "## Ethical considerations",
    "Attributes may be personal (sex, age, site). A model that ignores them on these tests can still encode them; " +
      `equal ${words.alike} between groups is not fairness.`,
    "## Caveats and recommendations",
    [
      ...words.caveats,
      "One seed is one draw: compare several before claiming a difference.",
      "Shortcuts other than the attributes named here were not looked for.",
      "Check the model on your own data before any use.",
    ].join(" "),
    "Not for clinical use.",
    "",
  ].join("\n\n");
}

/** What the other tests are, where there is one. */
function otherTests<Set extends CardSet>(
  { results: { tests } }: CardSummary<Set>,
  { label }: CardWords<Set>,
): string {
  if (!("inverted" in tests)) return "; none turns an association round";
  return `, *inverted* reverses the association of ${label} and attributes, *balanced* has none`;
}

/** `dataset.type` is the data set's name as an identifier. */
function cardHead<Set extends CardSet>(
  { name, data, results: { tests } }: CardSummary<Set>,
  words: CardWords<Set>,
): object {
  const results = testsInOrder({ results: { tests } }).flatMap(([test, result]) => {
    if (isUndefined(result)) return [];
    const metrics = words
      .metrics(result)
      .flatMap(([type, title, value]) =>
        typeof value === "number" ? [{ type, name: title, value: rounded(value) }] : [],
      );
    return [
      {
        task: { type: words.task, name: data.label.name },
        dataset: { type: identifier(data.name), name: data.name, split: test },
        metrics,
      },
    ];
  });
  return {
    library_name: "unconfound",
    ...words.pipeline,
    tags: ["medical-imaging", "shortcut-learning", "spurious-correlation", "onnx", "research-only"],
    metrics: words.listed,
    "model-index": [{ name, results }],
  };
}

function setText<Set extends CardSet>(set: Set, words: CardWords<Set>): string {
  const effective =
    set.effective_n === undefined ? "" : `, effective n ${Math.round(set.effective_n)}`;
  return [
    `n ${set.n}${effective}`,
    markdownTable([
      ["Metric", "Value"],
      ...words.metrics(set).map(([, title, value]) => [title, showMetric(value)]),
      ...words.further(set),
      ...numberMetrics(set),
    ]),
    ...words.tables(set).map(markdownTable),
  ].join("\n\n");
}

function isUndefined<Set extends CardSet>(test: Set | Undefined): test is Undefined {
  return "reason" in test;
}
