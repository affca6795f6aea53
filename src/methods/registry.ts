import { erm } from "./erm.js";
import { mimm } from "./mimm.js";
import { multitask } from "./multitask.js";

/** Every method by name. */
export const methods = { erm, multitask, mimm };

export type MethodName = keyof typeof methods;

/** Names in the order in which help and errors list them. */
export const methodNames = Object.keys(methods) as MethodName[];
