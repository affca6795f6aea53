import type { MethodRole } from "../../evaluation/comparison/comparison.js";
import { dashes, palette } from "../palette.js";

/** Colour, symbol and line pattern of a method: the same in every plot of a page. */
export interface MethodStyle {
  readonly colour: string;
  readonly symbol: (typeof symbols)[number];
  readonly dash: string;
}

const symbols = ["circle", "diamond", "square", "star", "triangle", "wye", "cross"] as const;
/** Text, and two lighter greys: references stand back. The last series colour is the text's. */
const greys = [palette.quiet, "#8b949e", palette.text] as const;
const colours = palette.series.filter((colour) => colour !== palette.text);

/**
 * Styles by name: references are grey, ceilings black, the other methods have the colours of the palette. Colours
 * repeat after six methods, with another symbol and line pattern.
 */
export function methodStyles(
  methods: readonly { readonly method: string; readonly role: MethodRole }[],
): ReadonlyMap<string, MethodStyle> {
  const counts = { method: 0, reference: 0, ceiling: 0 };
  return new Map(
    methods.map(({ method, role }) => {
      const place = counts[role]++;
      const own = role === "method" ? colours : role === "reference" ? greys : [palette.text];
      const turn = Math.floor(place / own.length);
      const style: MethodStyle = {
        colour: own[place % own.length] ?? palette.main,
        symbol: symbols[((place % own.length) + turn) % symbols.length] ?? "circle",
        dash: dashes[((place % own.length) + turn) % dashes.length] ?? "none",
      };
      return [method, style];
    }),
  );
}
