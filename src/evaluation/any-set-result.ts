import type { LabelsSetResult } from "./labels/labels-results.js";
import type { NumberSetResult } from "./numbers/number-results.js";
import type { SetResult } from "./results.js";

/** Of classes, of a number, or of several answers. */
export type AnySetResult = SetResult | NumberSetResult | LabelsSetResult;
