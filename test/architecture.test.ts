/** The layout of src/: rooms, what each may import, file names, and a test for every file. Also its documentation. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { files, importsOf, root, sources, textOf } from "./read-imports.js";

/** What each room may import; `base` is always allowed. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  base: [],
  graph: [],
  runtime: ["graph"],
  nn: ["graph"],
  optim: ["graph"],
  dependence: ["graph", "nn"],
  methods: ["graph", "nn", "optim", "dependence"],
  data: [],
  evaluation: [],
  training: ["graph", "runtime", "nn", "optim", "methods", "data", "evaluation"],
  probing: ["graph", "runtime", "nn", "optim", "dependence", "evaluation"],
  report: ["evaluation"],
  config: ["methods", "data", "optim", "nn", "runtime", "evaluation"],
  app: [
    ...["graph", "runtime", "nn", "optim", "dependence", "methods", "data", "training"],
    ...["evaluation", "probing", "report", "config"],
  ],
  cli: ["app", "config", "report"],
  studio: ["app", "config"],
};

/** Of these a room may import types, and nothing that exists at run time. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  report: ["probing"],
  cli: ["training", "evaluation"],
};

/** Files whose proof is not in a test beside them, by path or folder, and where it is. */
const provenElsewhere: Readonly<Record<string, string>> = {
  "src/graph/op-names.ts": "src/graph/op.test.ts",
  "src/graph/registry.ts": "src/graph/op.test.ts",
  "src/graph/onnx/element-types.ts": "src/graph/onnx/emit.test.ts",
  "src/graph/ops/norm-lowering.ts": "test/reference-vs-ort.test.ts",
  "src/runtime/backend.ts": "src/runtime/compile.test.ts",
  "src/runtime/state-store.ts": "src/runtime/compile.test.ts",
  "src/dependence/closed-form-settings.ts": "src/dependence/registry.test.ts",
  "src/dependence/counted-pair.ts": "src/dependence/registry.test.ts",
  "src/dependence/critic-settings.ts": "src/dependence/registry.test.ts",
  "src/dependence/kernel-covariance.ts": "src/dependence/hsic.test.ts",
  "src/dependence/requirements.ts": "src/dependence/registry.test.ts",
  "src/dependence/row-pairs.ts": "src/dependence/hsic.test.ts",
  "src/dependence/sample-pairs.ts": "src/dependence/mine.test.ts",
  "src/dependence/statistics-network.ts": "src/dependence/mine.test.ts",
  "src/methods/adjusted-erm.ts": "src/methods/residualise.test.ts",
  "src/methods/combat-design.ts": "src/methods/combat.test.ts",
  "src/methods/combat-prior.ts": "src/methods/combat.test.ts",
  "src/methods/dcor.ts": "src/methods/adversarial.test.ts",
  "src/methods/split-penalty.ts": "src/methods/mimm-x.test.ts",
  "src/methods/dependence-term.ts": "src/methods/latent-split.test.ts",
  "src/methods/erm.ts": "src/methods/latent-split.test.ts",
  "src/methods/indicator-regression.ts": "src/methods/residualise.test.ts",
  "src/methods/baselines.ts": "test/baselines.test.ts",
  "src/methods/cell-weighted.ts": "src/methods/reweight.test.ts",
  "src/methods/class-weighted.ts": "src/methods/reweight.test.ts",
  "src/methods/groups.ts": "src/methods/classifier.test.ts",
  "src/methods/method.ts": "src/methods/latent-split.test.ts",
  "src/methods/mimm.ts": "src/methods/latent-split.test.ts",
  "src/methods/mix-rows.ts": "src/methods/mixup.test.ts",
  "src/methods/multitask.ts": "src/methods/latent-split.test.ts",
  "src/methods/pair-terms.ts": "src/methods/latent-split.test.ts",
  "src/methods/refit-head.ts": "src/methods/dfr.test.ts",
  "src/methods/multi-label/attended-model.ts": "src/methods/multi-label/class-query.test.ts",
  "src/methods/multi-label/bottleneck-attention.ts": "src/methods/multi-label/pooled.test.ts",
  "src/methods/multi-label/bottleneck.ts": "src/methods/multi-label/ibca.test.ts",
  "src/methods/multi-label/causal-attention-head.ts": "src/methods/multi-label/ibca.test.ts",
  "src/methods/multi-label/class-query-head.ts": "src/methods/multi-label/class-query.test.ts",
  "src/methods/multi-label/counterfactual-attention.ts": "src/methods/multi-label/pooled.test.ts",
  "src/methods/multi-label/csra.ts": "src/methods/multi-label/pooled.test.ts",
  "src/methods/multi-label/shared-head.ts": "src/methods/multi-label/pooled.test.ts",
  "src/methods/registry.ts": "src/config/parse-config.test.ts",
  "src/methods/row-values.ts": "src/methods/dfr.test.ts",
  "src/evaluation/small-groups-of-any.ts": "src/evaluation/labels/small-labels-groups.test.ts",
  "src/training/results-of-set.ts": "src/training/answer-outputs.test.ts",
  "src/data/augment/augment-config.ts": "src/data/augment/require-augmentable.test.ts",
  "src/data/augment/effects.ts": "src/data/augment/require-augmentable.test.ts",
  "src/data/augment/kernels/add-noise.ts": "src/data/augment/steps/noise.test.ts",
  "src/data/augment/kernels/affine-inverse.ts": "src/data/augment/steps/affine.test.ts",
  "src/data/augment/kernels/polynomial-terms.ts": "src/data/augment/steps/bias-field.test.ts",
  "src/data/augment/kernels/sample-linear.ts": "src/data/augment/steps/affine.test.ts",
  "src/data/augment/kernels/value-span.ts": "src/data/augment/steps/intensity.test.ts",
  "src/data/augment/step-settings.ts": "src/data/augment/steps/affine.test.ts",
  "src/data/augment/step.ts": "src/data/augment/steps/flip.test.ts",
  "src/data/check/look-at-images.ts": "test/data-check.test.ts",
  "src/data/cohort/attribute-cells.ts": "src/data/cohort/attributes.test.ts",
  "src/data/cohort/guess/": "src/data/cohort/guess/guess-cohort.test.ts",
  "src/data/dataset.ts": "src/data/sampling/groups.test.ts",
  "src/data/part-name.ts": "src/data/cohort/parts.test.ts",
  "src/data/tables/parquet/column.ts": "src/data/tables/parquet-table.test.ts",
  "src/data/datasets/morpho-mnist/constants.ts": "src/data/datasets/morpho-mnist/golden.test.ts",
  "src/data/datasets/morpho-mnist/generate-worker.ts": "test/cli.test.ts",
  "src/data/datasets/phantom-brain/cerebrum.ts": "src/data/datasets/phantom-brain/anatomy.test.ts",
  "src/data/datasets/phantom-brain/head.ts": "src/data/datasets/phantom-brain/anatomy.test.ts",
  "src/data/datasets/phantom-brain/inner-parts.ts":
    "src/data/datasets/phantom-brain/anatomy.test.ts",
  "src/data/datasets/phantom-brain/tissue.ts": "src/data/datasets/phantom-brain/anatomy.test.ts",
  "src/data/datasets/phantom-files/": "src/data/datasets/phantom-files.test.ts",
  "src/data/datasets/phantom/factor.ts": "src/data/datasets/phantom.test.ts",
  "src/data/datasets/cohort/": "test/cohort.test.ts",
  "src/data/datasets/embeddings/": "src/data/datasets/embeddings.test.ts",
  "src/data/datasets/fashion-mnist/border-bars.ts": "src/data/datasets/fashion-mnist.test.ts",
  "src/data/datasets/fashion-mnist/files.ts": "src/app/download-fashion-mnist.test.ts",
  "src/data/datasets/idx-pool.ts": "src/data/datasets/morpho-mnist/mnist-files.test.ts",
  "src/data/datasets/morpho-mnist/marker.ts": "src/data/datasets/morpho-mnist.test.ts",
  "src/data/formats/byte-source.ts": "src/data/formats/npy/stream.test.ts",
  "src/data/formats/encode-dicom/attributes.ts": "src/data/formats/encode-dicom.test.ts",
  "src/data/formats/dicom/": "src/data/formats/dicom.test.ts",
  "src/data/formats/file-chunks.ts": "src/data/formats/zip-file.test.ts",
  "src/data/formats/half.ts": "src/data/formats/npy.test.ts",
  "src/data/formats/image-file/kind-of-bytes.ts": "src/data/formats/image-file.test.ts",
  "src/data/formats/inflate-zlib.ts": "src/data/formats/png.test.ts",
  "src/data/formats/picture/": "src/data/formats/raster.test.ts",
  "src/data/formats/png/": "src/data/formats/png.test.ts",
  "src/data/formats/tiff/": "src/data/formats/tiff.test.ts",
  "src/data/formats/require-length.ts": "src/data/formats/idx.test.ts",
  "src/data/formats/jpeg/": "src/data/formats/jpeg.test.ts",
  "src/data/formats/nifti/": "src/data/formats/nifti.test.ts",
  "src/data/formats/npy/header.ts": "src/data/formats/npy.test.ts",
  "src/data/formats/npy/layout.ts": "src/data/formats/npy.test.ts",
  "src/data/image-cache/parse-json.ts": "src/data/image-cache/version.test.ts",
  "src/data/image-cache/fill.ts": "src/data/image-cache/image-cache.test.ts",
  "src/data/image-cache/folders.ts": "src/data/image-cache/prune.test.ts",
  "src/data/image-cache/image-maker.ts": "src/data/image-cache/worker-pool.test.ts",
  "src/data/image-cache/load-shard.ts": "src/data/image-cache/shards.test.ts",
  "src/data/image-cache/make-image.ts": "src/data/image-cache/worker-pool.test.ts",
  "src/data/image-cache/make-worker.ts": "src/data/image-cache/worker-pool.test.ts",
  "src/data/image-cache/numbered-files.ts": "src/data/image-cache/shards.test.ts",
  "src/data/image-cache/pending-rows.ts": "src/data/image-cache/image-cache.test.ts",
  "src/data/image-cache/run-inline.ts": "src/data/image-cache/image-cache.test.ts",
  "src/data/image-cache/seal.ts": "src/data/image-cache/shards.test.ts",
  "src/data/image-cache/shard-writer.ts": "src/data/image-cache/shards.test.ts",
  "src/data/image-cache/start-worker.ts": "src/data/image-cache/worker-pool.test.ts",
  "src/data/image-cache/stored.ts": "src/data/image-cache/processes.test.ts",
  "src/data/formats/volume/size-limit.ts": "src/data/formats/nifti.test.ts",
  "src/data/preprocess/kernels/equalise-tiles.ts": "src/data/preprocess/steps/clahe.test.ts",
  "src/data/preprocess/kernels/map-samples.ts": "src/data/preprocess/steps/histogram-match.test.ts",
  "src/data/preprocess/kernels/scale-samples.ts": "src/data/preprocess/steps/rescale.test.ts",
  "src/data/preprocess/step.ts": "src/data/preprocess/registry.test.ts",
  "src/data/preprocess/step-settings.ts": "src/data/preprocess/steps/percentile-clip.test.ts",
  "src/evaluation/attribute-results.ts": "src/evaluation/evaluate-set.test.ts",
  "src/evaluation/effective-count.ts": "src/evaluation/evaluate-set.test.ts",
  "src/evaluation/metrics/error-correlation.ts": "src/evaluation/metrics/numpy.test.ts",
  "src/evaluation/metrics/line.ts": "src/evaluation/metrics/numpy.test.ts",
  "src/evaluation/metrics/mean-error.ts": "src/evaluation/metrics/numpy.test.ts",
  "src/evaluation/metrics/mean-of-rows.ts": "src/evaluation/metrics/mae.test.ts",
  "src/evaluation/metrics/pearson.ts": "src/evaluation/metrics/numpy.test.ts",
  "src/evaluation/metrics/rmse.ts": "src/evaluation/metrics/numpy.test.ts",
  "src/evaluation/numbers/number-predictions.ts": "test/continuous-target.test.ts",
  "src/evaluation/numbers/parse-number-predictions.ts": "test/compare-numbers.test.ts",
  "src/evaluation/prediction-columns.ts": "src/evaluation/parse-predictions.test.ts",
  "src/evaluation/numbers/number-results.ts": "test/continuous-target.test.ts",
  "src/evaluation/columns.ts": "src/evaluation/metrics/accuracy.test.ts",
  "src/evaluation/comparison/class-yardstick.ts":
    "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/compare-setting.ts":
    "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/comparison-options.ts":
    "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/corrected-differences.ts":
    "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/curve-bands.ts": "src/evaluation/comparison/class-measures.test.ts",
  "src/evaluation/comparison/detectable-difference.ts": "src/evaluation/comparison/outside.test.ts",
  "src/evaluation/comparison/group-summaries.ts":
    "src/evaluation/comparison/class-measures.test.ts",
  "src/evaluation/comparison/hierarchical-bootstrap.ts":
    "src/evaluation/comparison/outside.test.ts",
  "src/evaluation/comparison/holm.ts": "src/evaluation/comparison/outside.test.ts",
  "src/evaluation/comparison/measure-runs.ts": "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/measure.ts": "src/evaluation/comparison/class-measures.test.ts",
  "src/evaluation/comparison/noncentral-t.ts": "src/evaluation/comparison/outside.test.ts",
  "src/evaluation/comparison/resample-runs.ts":
    "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/number-measures.ts":
    "src/evaluation/comparison/number-comparison.test.ts",
  "src/evaluation/comparison/number-table.ts":
    "src/evaluation/comparison/number-comparison.test.ts",
  "src/evaluation/comparison/number-yardstick.ts":
    "src/evaluation/comparison/number-comparison.test.ts",
  "src/evaluation/comparison/resample-correlation.ts":
    "src/evaluation/comparison/number-comparison.test.ts",
  "src/evaluation/comparison/rules.ts": "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/summarise-measure.ts":
    "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/comparison/wins.ts": "src/evaluation/comparison/build-comparison.test.ts",
  "src/evaluation/external/external-results.ts": "src/evaluation/external/shift.test.ts",
  "src/evaluation/external/number-external-results.ts":
    "src/evaluation/external/number-shift.test.ts",
  "src/evaluation/group-results.ts": "src/evaluation/evaluate-set.test.ts",
  "src/evaluation/metric.ts": "src/evaluation/evaluate-set.test.ts",
  "src/evaluation/outcome.ts": "src/report/outcome.test.ts",
  "src/training/number-outputs.ts": "test/continuous-target.test.ts",
  "src/training/job.ts": "src/training/loop.test.ts",
  "src/training/model-rows.ts": "src/training/host-fit.test.ts",
  "src/training/restore.ts": "src/training/loop.test.ts",
  "src/training/run-files.ts": "src/training/loop.test.ts",
  "src/report/comparison/": "src/report/comparison/comparison.test.ts",
  "src/probing/linear-probe.ts": "src/probing/probe-features.test.ts",
  "src/data/datasets/require-place.ts": "src/data/datasets/morpho-mnist.test.ts",
  "src/report/html/run-sections.ts": "src/report/report-html.test.ts",
  "src/report/html/set-cells.ts": "src/report/numbers/number-report.test.ts",
  "src/report/card-page.ts": "src/report/model-card.test.ts",
  "src/report/model-card-parts.ts": "src/report/model-card.test.ts",
  "src/report/numbers/number-outcome.ts": "src/report/numbers/number-model-card.test.ts",
  "src/report/numbers/number-sections.ts": "src/report/numbers/number-report.test.ts",
  "src/report/labels/labels-sections.ts": "src/report/labels/labels-report.test.ts",
  "src/report/html/attribute-heads-section.ts": "src/report/numbers/number-report.test.ts",
  "src/report/html/by-test-table.ts": "src/report/numbers/number-report.test.ts",
  "src/report/tables/error-table.ts": "test/continuous-target.test.ts",
  "src/report/html/page.ts": "src/report/report-html.test.ts",
  "src/report/html/elements.ts": "src/report/report-html.test.ts",
  "src/report/html/flow-section.ts": "src/report/report-html.test.ts",
  "src/report/html/result-sections.ts": "src/report/report-html.test.ts",
  "src/report/html/style.ts": "src/report/report-html.test.ts",
  "src/report/html/training-section.ts": "src/report/report-html.test.ts",
  "src/report/palette.ts": "src/report/plots/training-curves.test.ts",
  "src/report/plots/group-facets.ts": "src/report/comparison/comparison.test.ts",
  "src/report/plots/method-style.ts": "src/report/plots/pareto.test.ts",
  "src/report/plots/render-plot.ts": "src/report/plots/group-accuracy.test.ts",
  "src/report/tests-in-order.ts": "src/report/report-html.test.ts",
  "src/config/compare-config.ts": "src/config/parse-compare.test.ts",
  "src/config/compare-methods.ts": "src/config/parse-compare.test.ts",
  "src/config/cohort-config.ts": "src/config/parse-cohort.test.ts",
  "src/config/data-config.ts": "src/config/parse-config.test.ts",
  "src/config/parse-by-schema.ts": "src/config/parse-config.test.ts",
  "src/config/yaml-file.ts": "src/config/parse-config.test.ts",
  "src/config/run-config.ts": "src/config/parse-config.test.ts",
  "src/app/test-results.ts": "test/compare-folds.test.ts",
  "src/app/compare/cell-configs.ts": "test/compare.test.ts",
  "src/app/compare/cells.ts": "src/app/compare/shard.test.ts",
  "src/app/compare/compared-rows.ts": "test/compare.test.ts",
  "src/app/compare/finished-files.ts": "src/app/compare/read-cell.test.ts",
  "src/app/compare/read-number-run.ts": "test/compare-numbers.test.ts",
  "src/app/compare/run-groups.ts": "src/app/compare/read-cell.test.ts",
  "src/app/compare/compare.ts": "test/compare.test.ts",
  "src/app/compare/run-wave.ts": "test/compare.test.ts",
  "src/app/compare/survey.ts": "test/compare.test.ts",
  "src/app/compare/write-comparison.ts": "test/compare.test.ts",
  "src/app/check-data.ts": "test/data-check.test.ts",
  "src/app/data-sets.ts": "test/cli.test.ts",
  "src/app/build-run-method.ts": "src/app/export/train-step.test.ts",
  "src/app/demo.ts": "test/cli.test.ts",
  "src/app/doctor.ts": "test/cli.test.ts",
  "src/app/environment.ts": "test/reproduce.test.ts",
  "src/app/evaluate/collect-number-results.ts": "test/evaluate-numbers.test.ts",
  "src/app/evaluate/collect-results.ts": "test/evaluate.test.ts",
  "src/app/evaluate/evaluate-run.ts": "test/evaluate.test.ts",
  "src/app/evaluate/evaluation-record.ts": "test/evaluate.test.ts",
  "src/app/evaluate/open-external.ts": "test/evaluate.test.ts",
  "src/app/export/check-runtimes.ts": "test/export.test.ts",
  "src/app/export/export-run.ts": "test/export.test.ts",
  "src/app/init/": "test/init.test.ts",
  "src/app/predict/find-inputs.ts": "test/predict.test.ts",
  "src/app/predict/predict.ts": "test/predict.test.ts",
  "src/app/predict/csv-writer.ts": "test/predict.test.ts",
  "src/app/run-results.ts": "test/continuous-target.test.ts",
  "src/app/finish-run.ts": "test/cli.test.ts",
  "src/app/open-cohort-file.ts": "test/cohort.test.ts",
  "src/app/open-run.ts": "test/export.test.ts",
  "src/app/prediction-table.ts": "test/evaluate.test.ts",
  "src/app/prepare-run.ts": "test/cli.test.ts",
  "src/app/probe-run.ts": "test/cli.test.ts",
  "src/app/program-version.ts": "src/cli/main.test.ts",
  "src/app/reproduce/find-changes.ts": "test/reproduce.test.ts",
  "src/app/reproduce/finding.ts": "src/app/reproduce/compare-machines.test.ts",
  "src/app/plan-record.ts": "test/data-check.test.ts",
  "src/app/report-run.ts": "test/data-check.test.ts",
  "src/app/run-training.ts": "test/cli.test.ts",
  "src/app/summarise-run.ts": "test/data-check.test.ts",
  "src/app/train.ts": "test/cli.test.ts",
  "src/app/training-child.ts": "test/cli.test.ts",
  "src/cli/actions/compare.ts": "test/compare.test.ts",
  "src/cli/actions/demo.ts": "test/cli.test.ts",
  "src/cli/actions/evaluate.ts": "test/evaluate.test.ts",
  "src/cli/actions/reproduce.ts": "test/reproduce.test.ts",
  "src/cli/actions/train.ts": "test/cli.test.ts",
  "src/cli/compare.ts": "test/compare.test.ts",
  "src/cli/data.ts": "test/cli.test.ts",
  "src/cli/demo.ts": "test/cli.test.ts",
  "src/cli/doctor.ts": "test/cli.test.ts",
  "src/cli/evaluate.ts": "test/evaluate.test.ts",
  "src/cli/export.ts": "test/export.test.ts",
  "src/cli/init.ts": "test/init.test.ts",
  "src/cli/make-phantom.ts": "test/make-phantom.test.ts",
  "src/cli/predict.ts": "test/predict.test.ts",
  "src/cli/reproduce.ts": "test/reproduce.test.ts",
  "src/cli/report.ts": "test/data-check.test.ts",
  "src/cli/run-to-end.ts": "test/cli.test.ts",
  "src/cli/train.ts": "test/cli.test.ts",
};

const roomOf = (file: string): string => file.split("/")[1] ?? "";
/** True for the files of a room, and for src/index.ts, which gathers what the package exports. */
const isRoot = (file: string): boolean => file.split("/").length === 2;

/** The first cycle that a walk from `start` closes, as a path that begins and ends with one file. */
function findCycle(start: string, done: Set<string>): string[] | null {
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of importsOf(file)) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  return visit(start);
}

/** Nothing of the file exists at run time: interfaces and types only. */
const declaresOnly = (file: string): boolean =>
  !/^(?:export )?(?:async )?(?:const|let|function|class|enum)\b/m.test(textOf.get(file) ?? "");

describe("architecture", () => {
  it("reads imports", () => {
    const found = importsOf("src/graph/registry.ts");
    expect(found).toContain("src/graph/ops/conv.ts");
    expect(found).toContain("src/graph/tensor.ts");
    expect(importsOf("src/graph/registry.ts", "values")).not.toContain("src/graph/tensor.ts");
    expect(importsOf("src/cli/report.ts", "values")).toContain("src/app/report-run.ts");
    expect(importsOf("src/cli/report.ts", "loaded")).not.toContain("src/app/report-run.ts");
  });

  it("loads what a command does with the command, not with the help", () => {
    const loaded = new Set(["src/cli/main.ts"]);
    for (const file of loaded) for (const next of importsOf(file, "loaded")) loaded.add(next);
    const others = [...loaded].filter((file) => !["cli", "base"].includes(roomOf(file)));
    expect(others).toEqual(["src/app/program-version.ts"]);
    expect([...loaded].filter((file) => file.startsWith("src/cli/actions/"))).toEqual([]);
    expect(loaded).toContain("src/cli/compare.ts");
  });

  it("has only rooms of the table", () => {
    expect(
      [...new Set(files.filter((file) => !isRoot(file)).map(roomOf))].filter(
        (room) => !(room in rooms),
      ),
    ).toEqual([]);
  });

  it("imports only what the table allows", () => {
    const wrong = files.flatMap((file) => {
      if (isRoot(file)) return [];
      const allowed = [roomOf(file), "base", ...(rooms[roomOf(file)] ?? [])];
      const types = typesOnly[roomOf(file)] ?? [];
      const values = importsOf(file, "values");
      return importsOf(file)
        .filter((target) => target.startsWith("src/") && !allowed.includes(roomOf(target)))
        .filter((target) => !types.includes(roomOf(target)) || values.includes(target))
        .map(
          (target) =>
            `${file} imports ${target}: ${roomOf(file)} may import ${allowed.join(", ")}` +
            (types.length === 0 ? "" : `, types of ${types.join(", ")}`),
        );
    });
    expect(wrong).toEqual([]);
  });

  it("imports files that exist", () => {
    const missing = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${file} imports ${target}, which does not exist`),
    );
    expect(missing).toEqual([]);
  });

  it("has no import cycles", () => {
    const done = new Set<string>();
    const cycles = sources.flatMap((file) => {
      const cycle = findCycle(file, done);
      return cycle === null ? [] : [cycle.join(" -> ")];
    });
    expect(cycles).toEqual([]);
  });

  it("names files and folders in kebab-case", () => {
    const kebab = /^src(\/[a-z0-9]+(-[a-z0-9]+)*)+(\.test)?\.ts$/;
    expect(files.filter((file) => !kebab.test(file))).toEqual([]);
  });

  it("has a test beside every file, or says where its proof is", () => {
    const untested = sources.filter((file) => {
      const beside = file.replace(/\.ts$/, ".test.ts");
      const listed = Object.keys(provenElsewhere).some((prefix) => file.startsWith(prefix));
      return !textOf.has(beside) && !listed && !declaresOnly(file) && !file.endsWith("/index.ts");
    });
    expect(untested).toEqual([]);
  });

  it("names proofs that exist, for files that exist and have no test beside them", () => {
    const stale = Object.entries(provenElsewhere).filter(
      ([file, proof]) =>
        !sources.some((source) => source.startsWith(file)) ||
        !existsSync(join(root, proof)) ||
        textOf.has(file.replace(/\.ts$/, ".test.ts")),
    );
    expect(stale).toEqual([]);
  });
});
