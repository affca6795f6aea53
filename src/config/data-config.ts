import { z } from "zod";
import { canvasObjects, mostDistractors } from "../data/datasets/canvas/settings.js";
import { phantomFactorNames } from "../data/datasets/phantom/factors.js";
import { phantomTargets } from "../data/datasets/phantom/settings.js";

const strength = z
  .number()
  .min(0)
  .max(1)
  .describe("P(attribute = its aligned value | label), a fraction of 0..1");
const attributeTarget = z
  .union([
    strength,
    z.enum(["invert", "balanced"]),
    z.templateLiteral(["rotated-", z.int().positive()]),
  ])
  .describe("a strength, invert, balanced, or rotated-k");

const sampledPlan = z.strictObject({
  train: z
    .union([strength, z.record(z.string(), strength)])
    .describe(
      "association of label and attributes in training and validation; one number, or one by attribute",
    ),
  balanceTraining: z
    .boolean()
    .optional()
    .describe(
      "true: training and validation without association, `train` is for the tests alone; as many rows as with it, or the most that the cells allow. The ceiling of `compare`",
    ),
  tests: z
    .record(z.string(), z.union([attributeTarget, z.record(z.string(), attributeTarget)]))
    .describe(
      "test sets by name and what each asks of the attributes, e.g. `{iid: 0.9, inverted: invert, mixed: {marker: invert, texture: balanced}}`",
    ),
  testRows: z
    .enum(["drawn", "weighted"])
    .optional()
    .describe(
      "drawn (default): each test draws rows with its association. weighted: all rows of the test part, as the test `natural`, and weighted by cell (label x attributes) for each of `tests`; results say the effective n",
    ),
  label: z
    .enum(["uniform", "natural"])
    .default("uniform")
    .describe("distribution of the label: equal shares, or as in the pool"),
  align: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe(
      "by attribute: which of its values goes with which label value, e.g. `{thickness: {digit<5: thick, digit>=5: thin}}`; absent: the association in training",
    ),
  sizes: z
    .record(z.string(), z.union([z.literal("max"), z.int().positive()]))
    .default({})
    .describe(
      "rows by set (train, validation or a test), e.g. `{train: 2000, iid: max}`; max (the default) is what the cells allow",
    ),
  minCell: z
    .int()
    .positive()
    .default(1)
    .describe("fewest rows of a cell (label x attributes) in any set"),
});

const plan = z
  .union([z.literal("native"), sampledPlan])
  .describe("native: all rows as they are; otherwise sets with the association that is asked for");

const split = (validation: number, kind: "shuffle" | "hash") =>
  z
    .strictObject({
      kind: z
        .enum(["shuffle", "hash"])
        .describe(
          "shuffle: exact numbers; hash: by hash of the subject, stable when rows are added",
        ),
      validation: z
        .number()
        .positive()
        .describe("rows (shuffle) or share (hash) of the training pool"),
    })
    .default({ kind, validation })
    .describe("validation part of the training pool");

const shared = {
  plan,
  splitSeed: z.int().default(0).describe("fixes split and plan; `seed` does not touch them"),
};

const asSetting = z
  .enum(["classes", "continuous"])
  .describe(
    "classes: a category. continuous: heads learn the number, its classes are bins for plan, groups and tests",
  );

const grey = z
  .enum(["unit", "bytes"])
  .optional()
  .describe(
    "grey values that the network is shown; unit (default): 0..1; bytes: 0..255, as the code of MIMM has them, for replications",
  );

const morphoMnist = z.strictObject({
  dataset: z.literal("morpho-mnist").describe("MNIST digits, thin or thick"),
  root: z.string().describe("folder with the four MNIST files, relative to this file"),
  cache: z
    .string()
    .optional()
    .describe("where generated digits are kept; default: the user's cache folder"),
  grey,
  target: z.literal("digit-ge-5").default("digit-ge-5").describe("digit < 5 against >= 5"),
  attributes: z
    .array(
      z.union([
        z.enum(["thickness", "rotation", "marker"]),
        z.strictObject({
          name: z
            .literal("thickness")
            .describe("the stroke in pixels; its bins are thin and thick"),
          as: asSetting,
        }),
      ]),
    )
    .min(1)
    .default(["thickness"])
    .describe("possible spurious factors"),
  split: split(6000, "shuffle"),
  ...shared,
});

const phantom = z.strictObject({
  dataset: z.literal("phantom").describe("synthetic radiographs"),
  size: z.int().min(16).optional().describe("height and width in pixels; default 32"),
  train: z.int().positive().optional().describe("images of the training pool; default 4000"),
  test: z.int().positive().optional().describe("images of the test pool; default 2000"),
  seed: z.int().optional().describe("decides every picture; default 0"),
  difficulty: z.number().min(0).max(1).optional().describe("of the lesion, 0..1; default 0.5"),
  prevalence: z.number().gt(0).lt(1).optional().describe("chance of a lesion; default 0.5"),
  imagesPerSubject: z.int().positive().optional().describe("images of one subject; default 1"),
  factors: z
    .array(
      z.strictObject({
        name: z.enum(phantomFactorNames).describe("which factor"),
        ease: z.number().gt(0).max(1).optional().describe("strength of the trace, (0, 1]"),
        visible: z
          .boolean()
          .optional()
          .describe("false: recorded, but without trace in the picture"),
      }),
    )
    .optional()
    .describe("factors that can be planted; default marker and intensity"),
  target: z
    .enum(phantomTargets)
    .default("lesion")
    .describe("lesion: clear against lesion; heart-size: a number, the area of the heart in cm2"),
  attributes: z
    .array(z.enum(phantomFactorNames))
    .min(1)
    .describe("possible spurious factors, of `factors`"),
  split: split(0.15, "hash"),
  ...shared,
});

const fashionMnist = z.strictObject({
  dataset: z.literal("fashion-mnist").describe("grey pictures of ten garments"),
  root: z
    .string()
    .optional()
    .describe(
      "folder with the four Fashion-MNIST files, relative to this file; absent: Debian's, then that of `data make`",
    ),
  grey,
  target: z.literal("garment").default("garment").describe("the ten garments"),
  attributes: z
    .array(z.literal("pattern"))
    .length(1)
    .default(["pattern"])
    .describe("white bars at the border, ten patterns"),
  split: split(6000, "shuffle"),
  ...shared,
});

const canvas = z.strictObject({
  dataset: z
    .literal("canvas")
    .describe("canvases of several objects, ten answers; some classes come together in training"),
  objects: z
    .enum(canvasObjects)
    .default("shapes")
    .describe("what is on a canvas: drawn shapes, or the images of MNIST or Fashion-MNIST"),
  root: z
    .string()
    .optional()
    .describe(
      "folder with the four files, relative to this file: needed for mnist; absent for fashion-mnist: Debian's, then that of `data make`",
    ),
  size: z.int().min(32).optional().describe("height and width in pixels; default 64"),
  train: z.int().positive().optional().describe("canvases of the training pool; default 4000"),
  test: z.int().positive().optional().describe("canvases of each test; default 1000"),
  seed: z.int().optional().describe("decides every canvas; default 0"),
  prevalence: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe("chance of each class to be on a canvas, the same in all sets; default 0.3"),
  strength: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      "P(class | its partner is there) in training and iid, for classes 0 and 1, 2 and 3, …; default 0.9. As large as the prevalence: no association",
    ),
  distractors: z
    .int()
    .min(0)
    .max(mostDistractors)
    .optional()
    .describe("scrambled objects without a label on each canvas; default 2"),
  attributes: z.tuple([]).default([]).describe("none: the shortcut is one answer for another"),
  split: split(0.15, "hash"),
  ...shared,
  plan: z
    .literal("native")
    .default("native")
    .describe("the data set's own tests: iid, inverted and balanced"),
});

const medMnist = z.strictObject({
  dataset: z.literal("medmnist").describe("small medical pictures and volumes of MedMNIST"),
  file: z.string().describe("its NPZ file, such as pneumoniamnist.npz, relative to this file"),
  target: z.literal("class").default("class").describe("the class, by its number"),
  attributes: z
    .tuple([z.literal("marker")])
    .default(["marker"])
    .describe("a white corner, planted"),
  ...shared,
});

/** Parts of embeddings whose table does not name them. */
export const embeddingsSplit = { kind: "hash", validation: 0.15, test: 0.2 } as const;

const embeddings = z.strictObject({
  dataset: z
    .literal("embeddings")
    .describe("features of another network; implied by the key `embeddings`"),
  embeddings: z
    .string()
    .describe(
      "file of the features: .npz (array `features`, or the only one with two axes), .npy, or a table with columns embedding_0, embedding_1, …",
    ),
  table: z
    .string()
    .optional()
    .describe("table (.csv, .tsv) of labels and attributes; absent: the features' own table"),
  id: z
    .string()
    .optional()
    .describe("column by which rows are matched; absent: `id` where there is one, else the order"),
  target: z.string().describe("column of the label"),
  attributes: z
    .array(
      z.union([
        z.string(),
        z.strictObject({
          name: z.string().describe("column of numbers"),
          as: asSetting.default("classes"),
          bins: z
            .union([
              z.array(z.number()).min(1),
              z.strictObject({
                quantiles: z.int().min(2).describe("this many bins of equally many rows"),
              }),
            ])
            .describe("inner edges, rising: [40, 60] is <40, 40..60, >=60; or quantiles"),
        }),
      ]),
    )
    .min(1)
    .describe(
      "columns of possible spurious factors: categories by name, numbers with bins; an empty cell is missing",
    ),
  subject: z
    .string()
    .optional()
    .describe("column of the person; rows of one stay in one part; absent: every row its own"),
  split: z
    .union([
      z.string(),
      z.strictObject({
        kind: z
          .enum(["shuffle", "hash"])
          .describe(
            "shuffle: exact numbers; hash: by hash of the subject, stable when rows are added",
          ),
        validation: z.number().positive().describe("rows (shuffle) or share (hash) of all"),
        test: z.number().positive().describe("rows (shuffle) or share (hash) of all"),
      }),
    ])
    .default(embeddingsSplit)
    .describe(
      "column that names the part of each row (train, validation, test), or parts drawn by subject",
    ),
  ...shared,
  plan: plan.default("native"),
});

const cohort = z.strictObject({
  dataset: z
    .literal("cohort")
    .describe("images and tables of your own; implied by the key `cohort`"),
  cohort: z.string().describe("cohort file (docs/cohort.md), relative to this file"),
  attributes: z
    .array(z.string())
    .min(1)
    .describe("possible spurious factors, by their names in the cohort file"),
  fold: z
    .strictObject({
      index: z.int().min(0).describe("which fold is the test, from 0"),
      of: z.int().min(2).describe("number of folds, that of the cohort file"),
    })
    .optional()
    .describe(
      "the fold that is the test, in place of the one that the cohort file names (split of kind folds); `compare.folds` sets it",
    ),
  cache: z
    .string()
    .optional()
    .describe("where preprocessed images are kept; default: the user's cache folder"),
  workers: z
    .int()
    .nonnegative()
    .optional()
    .describe("threads that decode; 0: none but the main one; absent: as many as the machine has"),
  ...shared,
  plan: plan.default("native"),
});

/** `data:` of a run file. */
export const dataConfig = z.discriminatedUnion("dataset", [
  morphoMnist,
  fashionMnist,
  medMnist,
  phantom,
  canvas,
  embeddings,
  cohort,
]);
export type DataConfig = z.infer<typeof dataConfig>;
/** Name of an attribute, however it is given. */
export function attributeName(attribute: DataConfig["attributes"][number]): string {
  return typeof attribute === "string" ? attribute : attribute.name;
}

export type MorphoMnistConfig = z.infer<typeof morphoMnist>;
export type CanvasConfig = z.infer<typeof canvas>;
export type PhantomConfig = z.infer<typeof phantom>;
export type EmbeddingsConfig = z.infer<typeof embeddings>;

/** Names that `data.dataset` may have. */
export const dataSetNames = [
  "morpho-mnist",
  "fashion-mnist",
  "medmnist",
  "phantom",
  "canvas",
  "embeddings",
  "cohort",
] as const satisfies readonly DataConfig["dataset"][];
