/** Results by what the target is: classes, a number, or several answers of yes or no. */
import type {
  LabelsRunResults,
  LabelsSetResult,
  LabelsTestResult,
} from "./labels/labels-results.js";
import type {
  NumberRunResults,
  NumberSetResult,
  NumberTestResult,
} from "./numbers/number-results.js";
import type { RunResults, SetResult, TestResult } from "./results.js";

export type AnySetResult = SetResult | NumberSetResult | LabelsSetResult;
export type AnyTestResult = TestResult | NumberTestResult | LabelsTestResult;
/** The content of `results.json`. */
export type AnyRunResults = RunResults | NumberRunResults | LabelsRunResults;
