import { InternalError, NumericError } from "../base/errors.js";
import { at, type ArrayTree } from "../base/ndarray.js";
import { add, mul } from "../graph/ops/elementwise.js";
import { oneHot } from "../graph/ops/gather.js";
import { matmul } from "../graph/ops/matmul.js";
import { cast, greaterOrEqual, where, and } from "../graph/ops/select.js";
import { input } from "../graph/ops/source.js";
import { createProgram, type Program } from "../graph/program.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import { constantInit, type SpecTree } from "../nn/layer.js";
import { erm } from "./erm.js";
import {
  attributeInput,
  logitsOutput,
  type BuiltMethod,
  type MethodContext,
  type Target,
} from "./method.js";
import { freshState, stateInputs } from "./phase.js";
import { fitHead, headArrays, headNames, requireLinearHead } from "./refit-head.js";
import { imageInput, predictingState, splitModel } from "./split-model.js";
import {
  combinationsOf,
  completeRows,
  countOfCombinations,
  featuresOf,
  requireEveryClass,
  takeRows,
  type FeatureRows,
} from "./row-values.js";
import type { RowValues } from "./two-stage.js";

/** How features are adjusted by what is known of a row: f' = f + f ∘ stretch[key] + shift[key], for each key. */
export interface Adjustment {
  readonly method: string;
  /** Each: a number that is read off the attributes, 0..count − 1, or −1 where one that it needs is missing. */
  readonly keys: readonly AdjustmentKey[];
  /**
   * Tables of each key, fitted on training rows with label and attributes known, plain arrays.
   * @throws DataError where the rows cannot tell the parts apart.
   */
  fit(features: FeatureRows, rows: RowValues): readonly AdjustmentTables[];
}

/** The combination of some attributes: the last of them fastest. */
export interface AdjustmentKey {
  readonly name: string;
  /** Numbers of its attributes. */
  readonly attributes: readonly number[];
}

/** [count, F] each; zeros leave a row as it is. */
export interface AdjustmentTables {
  readonly shift: Float64Array;
  readonly stretch: Float64Array;
}

/**
 * `erm`, whose features are adjusted by the attributes once training is over, with the last layer then fitted
 * anew on the adjusted training features (mean cross-entropy + l2 · ½ ‖W‖², features standardised).
 *
 * `predict` reads the attributes (int32 [B], −1 missing): a key with a missing attribute changes nothing. Its
 * `features` are the adjusted ones. While training goes on all tables are zero: validation and selection see
 * plain `erm`. Only training rows are fitted on, those with label and attributes known.
 */
export function adjustedErm(
  context: MethodContext,
  adjustment: Adjustment,
  l2: number,
): BuiltMethod {
  requireLinearHead(adjustment.method, context);
  const base = erm.build({ name: "erm" }, context);
  const model = splitModel(context, [context.label]);
  const tables: SpecTree = Object.fromEntries(
    adjustment.keys.flatMap((key) =>
      (["shift", "stretch"] as const).map((kind) => [
        tableName(key, kind),
        {
          shape: [countOfCombinations(targetsOf(key, context.attributes)), model.width],
          init: constantInit(0),
        },
      ]),
    ),
  );
  const { label } = context;
  return {
    ...base,
    initialState: (rng) => ({ ...base.initialState(rng), ...freshState(tables, rng) }),
    predict: adjustedPredict(context, adjustment.keys, tables),
    hostFit: {
      check: ({ training }) =>
        requireEveryClass(
          `method ${adjustment.method}, training set`,
          completeRows(training),
          training,
          label,
        ),
      fit: (_, { training }) => {
        const rows = completeRows(training);
        const values = valuesOf(training, rows);
        const raw = featuresOf(training);
        const features = { width: raw.width, values: takeRows(raw, rows) };
        const fitted = adjustment.fit(features, values);
        const adjusted = adjustRows(features, values, context.attributes, adjustment.keys, fitted);
        const head = fitHead(adjusted, values.label, label.classes, {
          penalty: "l2",
          strength: l2,
        });
        return { ...headArrays(context, head), ...tableArrays(adjustment, fitted) };
      },
    },
  };
}

function tableName({ name }: AdjustmentKey, kind: "shift" | "stretch"): string {
  return `adjust.${name}.${kind}`;
}

/** The targets that a key combines. */
function targetsOf({ attributes }: AdjustmentKey, targets: readonly Target[]): Target[] {
  return attributes.map((index) => at(targets, index));
}

function valuesOf({ label, attributes }: RowValues, rows: readonly number[]): RowValues {
  const take = (column: Int32Array) => Int32Array.from(rows, (row) => at(column, row));
  return { label: take(label), attributes: attributes.map(take) };
}

/** What `predict` does to features, in double precision. */
export function adjustRows(
  features: FeatureRows,
  rows: RowValues,
  targets: readonly Target[],
  keys: readonly AdjustmentKey[],
  tables: readonly AdjustmentTables[],
): FeatureRows {
  const { values, width } = features;
  const result = values.slice();
  for (const [index, key] of keys.entries()) {
    const { shift, stretch } = at(tables, index);
    const columns = key.attributes.map((column) => at(rows.attributes, column));
    const combinations = combinationsOf(columns, targetsOf(key, targets), rows.label.length);
    for (const [row, own] of combinations.entries()) {
      if (own < 0) continue;
      for (let feature = 0; feature < width; feature++) {
        const place = row * width + feature;
        const entry = own * width + feature;
        result[place] =
          at(result, place) + at(values, place) * at(stretch, entry) + at(shift, entry);
      }
    }
  }
  return { width, values: result };
}

/** @throws NumericError for an entry that is not finite. */
function tableArrays({ keys, method }: Adjustment, tables: readonly AdjustmentTables[]): ArrayTree {
  return Object.fromEntries(
    keys.flatMap((key, index) =>
      (["shift", "stretch"] as const).map((kind) => {
        const values = at(tables, index)[kind];
        const wrong = values.find((value) => !Number.isFinite(value));
        if (wrong !== undefined) {
          throw new NumericError(`method ${method}`, tableName(key, kind), { got: String(wrong) });
        }
        return [tableName(key, kind), Float32Array.from(values)] as const;
      }),
    ),
  );
}

function adjustedPredict(
  context: MethodContext,
  keys: readonly AdjustmentKey[],
  tables: SpecTree,
): Program {
  const { evaluationBatch, attributes, label } = context;
  const model = splitModel(context, [label]);
  const { parameters, buffers } = predictingState(context, model);
  const image = imageInput(evaluationBatch, context.imageShape);
  const pass = model.forward("evaluate", image, parameters, buffers, null);
  const values = attributes.map(({ name }) =>
    input(attributeInput(name), [evaluationBatch], "int32"),
  );
  const arrays = stateInputs(tables);
  let features = pass.features;
  for (const key of keys) {
    const own = oneHot(
      keyTensor(key, values, attributes),
      countOfCombinations(targetsOf(key, attributes)),
    );
    const stretch = matmul(own, need(arrays, tableName(key, "stretch")));
    const shift = matmul(own, need(arrays, tableName(key, "shift")));
    features = add(features, add(mul(pass.features, stretch), shift));
  }
  const names = headNames({ label, averageDecay: null });
  const logits = add(
    matmul(features, need(parameters, names.weight), { transposeRight: true }),
    need(parameters, names.bias),
  );
  return createProgram("predict", { features, [logitsOutput(label.name)]: logits });
}

/** int64 [B]; −1 where an attribute of the key is missing. */
function keyTensor(
  { attributes }: AdjustmentKey,
  values: readonly Tensor[],
  targets: readonly Target[],
): Tensor {
  const [first, ...others] = attributes;
  let key = cast(at(values, first ?? 0), "int64");
  let known = greaterOrEqual(key, 0);
  for (const index of others) {
    const value = cast(at(values, index), "int64");
    key = add(mul(key, at(targets, index).classes), value);
    known = and(known, greaterOrEqual(value, 0));
  }
  return where(known, key, -1);
}

function need(tree: TensorTree, name: string): Tensor {
  const tensor = tree[name];
  if (tensor === undefined) throw new InternalError("adjustedErm", `no tensor ${name}`);
  return tensor;
}
