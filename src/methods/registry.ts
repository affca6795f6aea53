import { z } from "zod";
import { erm } from "./erm.js";
import { mimm } from "./mimm.js";
import { mimmX } from "./mimm-x.js";
import { multitask } from "./multitask.js";

/** Every method by name. */
export const methods = { erm, multitask, mimm, "mimm-x": mimmX };

export type MethodName = keyof typeof methods;

/** Names in the order in which help and errors list them. */
export const methodNames = Object.keys(methods) as MethodName[];

const configs = Object.values(methods).map(({ config }) => config);
type Config = (typeof configs)[number];

/** Configuration of any method, told apart by `name`. */
export const methodConfig = z.discriminatedUnion("name", configs as [Config, ...Config[]]);
