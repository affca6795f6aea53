import type { NumberSetResult } from "./numbers/number-results.js";
import type { SetResult } from "./results.js";

/** Of classes or of a number. */
export type AnySetResult = SetResult | NumberSetResult;
