import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { InternalError } from "../../base/errors.js";
import { palette } from "../palette.js";

/**
 * A plot as one SVG element, without a browser: Observable Plot draws into a fresh linkedom document.
 * Same options, same bytes. `options` must not ask for a legend or a title: those make HTML, not SVG.
 * Plot's names of its groups ("dot", "y-axis tick label") are `data-mark`: they are no words for readers, and ARIA allows no
 * `aria-label` on a group without a role.
 * @throws InternalError when the result is not an SVG element.
 */
export function renderPlot(options: Plot.PlotOptions): string {
  // This program has no DOM types; linkedom's window (a Proxy, so `in` does not see its keys) has a document.
  const { document } = parseHTML("<!doctype html><html></html>") as { readonly document: unknown };
  const element: unknown = Plot.plot({
    ...options,
    document,
    className: "plot",
    style: { fontSize: "11px", color: palette.text },
  });
  if (
    typeof element === "object" &&
    element !== null &&
    "outerHTML" in element &&
    typeof element.outerHTML === "string" &&
    element.outerHTML.startsWith("<svg")
  ) {
    return (
      element.outerHTML
        .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
        .replace(/(<g\b[^>]*?) aria-label=/g, "$1 data-mark=")
        // linkedom leaves "<" in attributes as it is, which is no XML; names of variables come here.
        .replace(/aria-label="[^"]*"/g, (attribute) => attribute.replaceAll("<", "&lt;"))
    );
  }
  throw new InternalError("renderPlot", "Plot did not return an SVG element");
}
