import type { ApplyContext } from "../layer.js";

/** Where an error of the layer `name` happened: `encoder.fc1: linear`, or `linear` at the root. */
export function placeOf(context: ApplyContext, name: string): string {
  return context.path === "" ? name : `${context.path}: ${name}`;
}
