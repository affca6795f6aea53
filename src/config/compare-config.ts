import { z } from "zod";

/** Values to try, by key of the run file. */
const searchedKeys = z.record(z.string(), z.array(z.unknown()).min(1));

const methodEntry = z.union([
  z.string(),
  z.looseObject({
    name: z.string().describe("method, with +rebalance or another sampling if wanted"),
    sampling: z.string().optional().describe("sampling, instead of + in the name"),
    label: z
      .string()
      .optional()
      .describe("what tables and folders call it; default: name and sampling. No two are equal"),
  }),
]);
export type MethodEntry = z.infer<typeof methodEntry>;

const setting = z
  .object({
    name: z
      .string()
      .optional()
      .describe("what tables and folders call it; default: setting-1, setting-2, …"),
  })
  .catchall(z.unknown());

const search = z.strictObject({
  trials: z
    .int()
    .positive()
    .describe("runs that each method may choose among: the same number for all"),
  keys: searchedKeys
    .default({})
    .describe(
      "values by key, e.g. `{method.lambda: [0.3, 1, 3]}`; a method searches those of these keys that it has",
    ),
  methods: z
    .record(z.string(), searchedKeys)
    .default({})
    .describe("the same for single methods by label, instead of `keys`"),
  common: searchedKeys
    .optional()
    .describe(
      "the same for methods that have none of `keys`; default: learning rates 1, 1/3, 3, 1/9, … times the run's",
    ),
  seed: z
    .int()
    .optional()
    .describe("seed of the trials; default: one above the largest of `seeds`"),
  epochs: z.int().positive().optional().describe("epochs of a trial; default: those of the run"),
});
export type SearchConfig = z.infer<typeof search>;

/** `compare:` of a run file: methods × seeds × settings. */
export const compareConfig = z.strictObject({
  methods: z
    .array(methodEntry)
    .optional()
    .describe(
      "list of names such as `mimm+rebalance`, or maps `{name, …options of the method, sampling, label}`; default: erm, multitask, multitask+rebalance, of several labels pooled and class-query, and the run's own",
    ),
  seeds: z
    .union([z.array(z.int()), z.string()])
    .default([0, 1, 2])
    .describe("seeds of the runs, a list or a range such as `0..4`; data and split stay the same"),
  folds: z
    .int()
    .min(2)
    .nullable()
    .default(null)
    .describe(
      "cross-fitting: the number of folds of the cohort file (`split: {kind: folds, …}`); every method is trained on each fold with each seed, and the held-out predictions of all folds are evaluated together; null: one run a seed",
    ),
  settings: z
    .array(setting)
    .default([])
    .describe(
      "variants of the run file, each a map of `key.sub: value`, e.g. `{name: weak, data.plan.train: 0.7}`; every method runs in each",
    ),
  claim: z
    .string()
    .nullable()
    .default(null)
    .describe("label of the method that is claimed to win, named before the runs; or null"),
  references: z
    .array(z.string())
    .optional()
    .describe(
      "labels that every method is compared with; default: erm, multitask, multitask+rebalance, pooled, class-query where they run",
    ),
  ceiling: z
    .boolean()
    .default(true)
    .describe("also train multitask on balanced data of the same size (multitask@balanced)"),
  resamples: z.int().min(100).default(1000).describe("resamples of the bootstrap intervals"),
  search: search
    .nullable()
    .default(null)
    .describe("choose settings by validation before the runs, the same number of trials a method"),
});
export type CompareConfig = z.infer<typeof compareConfig>;
