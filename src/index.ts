/**
 * The library behind the command line: tensor programs, runtime, data sets, methods and training.
 * @module
 */
export * from "./base/errors.js";
export * from "./base/ndarray.js";
export { createRng, type Rng } from "./base/rng.js";
export { createProgram, type Program } from "./graph/program.js";
export { gradients } from "./graph/gradient.js";
export { printProgram } from "./graph/print.js";
export { emitOnnx } from "./graph/onnx/emit.js";
export { loadBackend } from "./runtime/load.js";
export { compile, type Executable } from "./runtime/compile.js";
export { parseRunConfig } from "./config/parse-config.js";
export type { RunConfig } from "./config/run-config.js";
export type { DataSet } from "./data/dataset.js";
export { openPhantom } from "./data/datasets/phantom.js";
export { openMorphoMnist } from "./data/datasets/morpho-mnist.js";
export { methods } from "./methods/registry.js";
export type { TrainingJob } from "./training/job.js";
export { runTraining } from "./training/loop.js";
export { evaluateSet } from "./evaluation/evaluate-set.js";
export { audit } from "./evaluation/audit/audit.js";
export type {
  AuditAttribute,
  AuditInput,
  AuditSettings,
  ClassTarget,
  FittingRows,
  NumberTarget,
} from "./evaluation/audit/audit-input.js";
export type * from "./evaluation/audit/audit-results.js";
export type * from "./evaluation/audit/recalibration-results.js";
export type * from "./evaluation/audit/saliency-results.js";
export { estimatePriors, withPriors } from "./evaluation/recalibration/estimate-priors.js";
export { fitPlatt } from "./evaluation/recalibration/fit-platt.js";
export { fitTemperature } from "./evaluation/recalibration/fit-temperature.js";
export type { ScoreMap } from "./evaluation/recalibration/score-map.js";
export {
  conditionalTest,
  sortColumn,
  type ConditionalRows,
} from "./evaluation/audit/conditional-test.js";
export { delongCovariance } from "./evaluation/intervals/delong-covariance.js";
export {
  delongDifference,
  type AurocDifference,
} from "./evaluation/intervals/delong-difference.js";
export { delongInterval } from "./evaluation/intervals/delong-interval.js";
export {
  delongParts,
  type DelongParts,
  type RankedRows,
} from "./evaluation/intervals/delong-parts.js";
export { rowsBySubject } from "./evaluation/audit/subject-classes.js";
export { decideVerdict, disparityFinding } from "./evaluation/audit/decide-verdict.js";
export { encodedFinding } from "./app/audit/encoded-finding.js";
export {
  readAttributes,
  type AttributeReadings,
  type FeaturesToRead,
} from "./probing/read-attributes.js";
export { startTraining } from "./app/train.js";
export type { AuditResults } from "./evaluation/audit/audit-results.js";
export { auditHtml } from "./report/audit/audit-html.js";
export { auditCardSection } from "./report/audit/audit-card-section.js";
export { comparedAuditsHtml } from "./report/audit/compared-audits-html.js";
