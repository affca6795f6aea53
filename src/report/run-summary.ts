/** What a report is made of. The app fills it from a run folder; everything here reads and writes text only. */
import type { Interval } from "../evaluation/intervals/interval.js";
import type { LabelsRunResults } from "../evaluation/labels/labels-results.js";
import type { Metric } from "../evaluation/metric.js";
import type { NumberRunResults } from "../evaluation/numbers/number-results.js";
import type { RunRecord, RunResults } from "../evaluation/results.js";
import type { ProbingResults } from "../probing/probing-results.js";
import type { AttentionImages } from "./attention-images.js";
import type { ExampleImages, NoExampleImages } from "./example-images.js";

/** A method as the registry declares it. */
export interface MethodSummary {
  /** Its name in configurations: "mimm-x". */
  readonly name: string;
  /** In words: "Mutual Information Minimization Model". */
  readonly title: string;
  readonly source: {
    /** The work it comes from: "Fay et al. 2023". */
    readonly work: string;
    /** What we reconstructed or do otherwise, one sentence; null when nothing. */
    readonly differs: string | null;
  };
}

/** A variable with named values. */
export interface VariableSummary {
  readonly name: string;
  readonly valueNames: readonly string[];
  /** True: a number, and the values are its bins. */
  readonly continuous?: boolean;
  /** Of the number; absent: not known. */
  readonly unit?: string;
  /** Present: several answers of yes or no, called so; the one value by name is that of every row. */
  readonly labels?: readonly string[];
}

/** The data set, the label and the possible spurious attributes. */
export interface DataSummary {
  readonly name: string;
  /** One or two sentences: what the images show, where they come from. */
  readonly description: string;
  /** Licence of the data, null when not known. */
  readonly licence: string | null;
  readonly label: VariableSummary;
  readonly attributes: readonly VariableSummary[];
}

/** One epoch of `metrics.jsonl`. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean training value of each loss term by name; a term may be missing in some epochs. */
  readonly losses: Readonly<Record<string, number>>;
  /** Validation fractions 0..1 by metric name; of a number errors in its unit; and `loss`. */
  readonly validation: Readonly<Record<string, Metric>>;
}

/** How the rows of a cohort came from tables to parts; counts are text. */
export interface FlowSummary {
  readonly steps: readonly {
    /** What holds for the rows that stay; the first: the tables. */
    readonly what: string;
    /** "1188 rows of 800 subjects", after it. */
    readonly count: string;
    /** "12 rows left out"; null where none were. */
    readonly excluded: string | null;
    /** "sex is missing", of several "sex is missing: 12". */
    readonly reasons: readonly string[];
  }[];
  readonly parts: readonly { readonly part: string; readonly count: string }[];
}

/** What the report and the model card say of any run. */
export interface AnyRunSummary<Results extends RunRecord = RunRecord> {
  /** Name of the run folder. */
  readonly name: string;
  /** Heading of the page: "MIMM-X on Morpho-MNIST". */
  readonly title: string;
  readonly method: MethodSummary;
  /** Attributes that the model must be told with each image to predict; none if absent. */
  readonly attributesRead?: readonly string[];
  /** What the encoder started from, in sentences; absent: from scratch. */
  readonly start?: readonly string[];
  readonly data: DataSummary;
  /** `results.json`. */
  readonly results: Results;
  /** Counts below this are hidden in everything here; absent: none are. */
  readonly smallestCell?: number;
  /** Only of a cohort. */
  readonly flow?: FlowSummary;
  /** Tests whose rows the plan takes as they are, none drawn to a share of cells; absent: none. */
  readonly testsAsTheyAre?: readonly string[];
  /** `probing.json`; null or absent where no probes were asked for. */
  readonly probing?: ProbingResults | null;
  /** `examples.json`, or why there are none; absent where the data are not images. */
  readonly examples?: ExampleImages | NoExampleImages;
  /** `attention.json`, or why there is none; absent where the run keeps none. */
  readonly attention?: AttentionImages | NoExampleImages;
  /** In order of epochs; empty when nothing was trained. */
  readonly epochs: readonly EpochRecord[];
  /** The realised plan: counts by cell of each set, as an aligned text table. */
  readonly planText: string;
  /** The resolved `config.yml`. */
  readonly configText: string;
  /** `env.json`: versions, runtime, threads, device, data hash. */
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  /** Files beside the report, path relative to it. */
  readonly files: readonly { readonly path: string; readonly title: string }[];
}

/** All that the report and the model card say of a run that learns classes. */
export interface RunSummary extends AnyRunSummary<RunResults> {
  /**
   * By test name: an interval for each of its groups, in the order of `SetResult.groups`; null where the
   * accuracy is undefined. `groupIntervals` of the evaluation makes them.
   */
  readonly groupIntervals: Readonly<Record<string, readonly (Interval | null)[]>>;
}

/** The same of a run that learns a number. */
export type NumberRunSummary = AnyRunSummary<NumberRunResults>;

/** The same of a run that learns several answers of yes or no. */
export type LabelsRunSummary = AnyRunSummary<LabelsRunResults>;
