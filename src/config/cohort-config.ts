import { z } from "zod";
import { stepConfig } from "../data/preprocess/registry.js";

/** `data/cohort` explains what each key does; docs/cohort.md is for users. */

const value = z.union([z.string(), z.number(), z.boolean()]);
const values = z.array(value).min(1);
const share = z.number().gt(0).lt(1);
const join = z.union([
  z.string(),
  z.strictObject({
    main: z.string().describe("its name in the tables before"),
    this: z.string().describe("its name in this table"),
  }),
]);

const table = z.strictObject({
  file: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe(
      ".csv, .tsv (either with .gz) or .parquet, relative to this file; a list of files of the same columns is one table",
    ),
  files: z
    .string()
    .optional()
    .describe(
      "or regular expression on the whole paths of the files below images.root, its named groups are columns beside `path`; one that ends with / is for folders",
    ),
  columns: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("names of the columns of a file without header (.csv, .tsv, .txt)"),
  source: z.string().optional().describe("column to be made: the file that each row is from"),
  lists: z
    .array(
      z.strictObject({
        column: z.string().describe("column whose cells are lists, such as Mass|Nodule"),
        separator: z.string().min(1).describe("what is between two words"),
      }),
    )
    .optional()
    .describe("columns of lists: each of their words becomes a column of 1 and 0"),
  on: z
    .union([join, z.array(join).min(1)])
    .optional()
    .describe(
      "column whose cells must be equal, or `{main, this}` where the names differ, or a list; for all tables but the first",
    ),
  sidecar: z
    .string()
    .optional()
    .describe("BIDS JSON that names the values of the columns (`Levels`)"),
});

const images = z.strictObject({
  column: z.string().optional().describe("column of image paths, relative to `root`"),
  pattern: z
    .string()
    .optional()
    .describe(
      "path with `{column}` filled in, instead of `column`, e.g. `sub-{id}/sub-{id}_T1w.nii.gz`; `{column:2}` is its first two letters",
    ),
  root: z
    .string()
    .default(".")
    .describe("folder that image paths start from, relative to this file"),
  channels: z.enum(["grey", "rgb"]).default("grey").describe("what the network is shown"),
  frame: z
    .union([z.literal("first"), z.int().min(0)])
    .optional()
    .describe(
      "of a DICOM file with several: its number from 0, or first; absent: several are an error",
    ),
  series: z
    .boolean()
    .default(false)
    .describe("true: a path is a folder with one DICOM series, read as a volume"),
  voi: z
    .enum(["none", "window"])
    .default("none")
    .describe("window: DICOM values go through the file's own window"),
});

const mask = z.strictObject({
  name: z.string().describe("what is inside, e.g. lesion; no two are equal"),
  column: z.string().optional().describe("column of mask paths; an empty cell: no mask"),
  pattern: z
    .string()
    .optional()
    .describe("or path with `{column}` filled in, as of images; no such file: no mask"),
  root: z.string().optional().describe("folder that the paths start from; default `images.root`"),
});

const subject = z.union([
  z.string(),
  z.strictObject({
    pattern: z.string().describe("regular expression with one group, the subject"),
    of: z.string().describe("column that it looks at"),
  }),
]);

const uncertain = z.strictObject({
  values: values.describe("values that say neither yes nor no"),
  policy: z
    .enum(["ones", "zeros", "ignore", "class"])
    .describe(
      "they count as positive; as negative; not at all, though the row stays and its attributes are learnt; as a class of their own",
    ),
});
const answers = {
  positive: values.describe("values that mean yes"),
  negative: values.describe("values that mean no"),
  uncertain: uncertain.optional().describe("values of neither, and what becomes of them"),
  blank: z
    .enum(["missing", "negative", "positive"])
    .default("missing")
    .describe("what an empty cell means; missing: the row is left out, and counted"),
};
const bins = z
  .union([
    z.array(z.number()).min(1),
    z.strictObject({ quantiles: z.int().min(2).describe("this many bins of equally many rows") }),
  ])
  .optional();

const target = z.discriminatedUnion("as", [
  z.strictObject({
    as: z.literal("binary").describe("yes or no"),
    column: z.string().describe("column of the label"),
    ...answers,
  }),
  z.strictObject({
    as: z.literal("classes").describe("one of several"),
    column: z.string().describe("column of the label"),
    values: z
      .array(
        z.union([
          value,
          z.strictObject({
            name: z.string().describe("of the class"),
            is: values.describe("values that it is made of"),
          }),
        ]),
      )
      .min(2)
      .optional()
      .describe("classes in their order; absent: every value is one"),
    bins: bins.describe("its values are numbers, and bins the classes, as of attributes"),
    uncertain: uncertain.optional().describe("values of no class; policy ignore or class"),
  }),
  z.strictObject({
    as: z.literal("number").describe("a quantity"),
    column: z.string().describe("column of the number"),
    unit: z.string().optional().describe("its unit, for tables and plots"),
    bins: bins.describe(
      "inner edges or quantiles, as of attributes, for groups and tests; absent: four quantiles",
    ),
  }),
  z.strictObject({
    as: z.literal("labels").describe("several answers of yes or no"),
    columns: z.array(z.string()).min(1).describe("a column for each label"),
    ...answers,
  }),
]);

const attribute = z.strictObject({
  name: z.string().describe("what reports call it; no two are equal"),
  column: z.string().optional().describe("column of its values"),
  pattern: z
    .string()
    .optional()
    .describe("regular expression with one group, on the cells of the column; no match is missing"),
  tag: z.string().optional().describe("or keyword of a DICOM tag of the row's file"),
  sidecar: z.string().optional().describe("or field of the BIDS JSON beside the image"),
  path: z.string().optional().describe("or regular expression with one group, on the image path"),
  bins: bins.describe(
    "its values are numbers; inner edges, rising: [40, 60] is <40, 40..60, >=60; or quantiles",
  ),
  as: z
    .enum(["classes", "continuous"])
    .default("classes")
    .describe("continuous: heads learn the number, its bins are for groups and tests"),
  missing: z
    .enum(["mask", "drop", "category"])
    .default("mask")
    .describe("rows without it stay, masked; go, counted; have a value of their own"),
  values: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'new names by value, equal names merge; `""` is the empty cell, and as a name makes missing',
    ),
  others: z
    .enum(["drop", "category"])
    .optional()
    .describe(
      "values that `values` does not list: their rows go; they are one value, other; absent: an error",
    ),
});

const filter = z.strictObject({
  column: z.string().describe("of the tables"),
  is: values.optional().describe("the cell is one of these"),
  not: values.optional().describe("the cell is none of these"),
  min: z.number().optional().describe("the number is at least this"),
  max: z.number().optional().describe("the number is at most this"),
  between: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe("the number is from the first to the second, both included"),
  outside: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe("the number is below the first or above the second"),
  present: z.boolean().optional().describe("the cell is filled (true) or empty (false)"),
});

const split = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("column").describe("the tables name the part; may be left out"),
    column: z.string().describe("column of the part; a subject in two is an error"),
    train: values.optional().describe("words for train; default: train"),
    validation: z
      .union([values, share])
      .optional()
      .describe(
        "words for validation (default: valid, val, validation), or the share of train drawn by subject",
      ),
    test: values.optional().describe("words for test; default: test"),
  }),
  z.strictObject({
    kind: z.literal("hash").describe("drawn by subject, stable when rows are added"),
    validation: share.describe("share of the subjects"),
    test: share.describe("share of the subjects"),
  }),
  z.strictObject({
    kind: z.literal("folds").describe("test is one fold of the subjects"),
    folds: z.int().min(2).describe("number of folds"),
    fold: z.int().min(0).describe("which one is the test, from 0"),
    validation: share.describe("share of the other subjects"),
  }),
  z.strictObject({
    kind: z.literal("leave-out").describe("test is every row of one value"),
    column: z.string().describe("attribute by name, or else column"),
    value: value.describe("the one that is left out"),
    validation: share.describe("share of the other subjects"),
  }),
]);

/** A cohort file: what tables and images of a user mean. */
export const cohortConfig = z.strictObject({
  tables: z
    .array(table)
    .min(1)
    .describe("the first has one row an image; the others are joined to it, left outer join"),
  images: images.describe("where images are, and how they are shown"),
  masks: z
    .array(mask)
    .default([])
    .describe(
      "files that say where in an image something is, such as a segmentation; for an audit alone",
    ),
  id: z.string().optional().describe("column of ids; absent: the image path"),
  subject: subject.describe(
    "column of the person, or a part of a column, or none where every row is a person of its own",
  ),
  target: target.describe("what is learnt"),
  attributes: z.array(attribute).default([]).describe("possible spurious factors"),
  visits: z
    .strictObject({
      keep: z.enum(["all", "first"]).default("all").describe("rows of a subject that stay"),
      by: z.string().optional().describe("column of numbers or dates that orders them; ties by id"),
    })
    .default({ keep: "all" })
    .describe("several rows of a subject"),
  unit: z
    .enum(["image", "subject"])
    .default("image")
    .describe("what is evaluated: every row, or one prediction a subject"),
  aggregate: z
    .enum(["mean", "max", "noisy-or"])
    .default("mean")
    .describe("how the predictions of a subject become one, with unit: subject"),
  filters: z
    .array(filter)
    .default([])
    .describe("rows that stay, one condition each, one after the other; each is counted"),
  split: split
    .default({ kind: "hash", validation: 0.15, test: 0.2 })
    .describe("train, validation and test, by subject"),
  preprocess: z
    .array(stepConfig)
    .default([])
    .describe("steps from the file's values to the network's, in order; the result has one shape"),
  privacy: z
    .strictObject({
      ids: z
        .enum(["pseudonym", "plain"])
        .default("pseudonym")
        .describe("what stands for ids and subjects in everything that is written"),
      allow: z
        .array(z.string())
        .default([])
        .describe("identifying DICOM tags or columns that may be named"),
      smallestCell: z.int().min(1).default(1).describe("counts below this are printed as `<n`"),
      exampleImages: z
        .boolean()
        .default(true)
        .describe("false: runs keep none of the images, and reports show none"),
    })
    .default({ ids: "pseudonym", allow: [], smallestCell: 1, exampleImages: true })
    .describe("what may leave the tables"),
});
export type CohortConfig = z.infer<typeof cohortConfig>;
