import { absentOrPresent, type PhantomFactor } from "./factor.js";

/**
 * A brighter display: the logit of the grey rises by 1.7 · ease (natural standard deviation 0.08). Black and
 * white stay, the greys between rise: 0.4 to 0.61 at an ease of 0.5.
 */
export const intensity: PhantomFactor = {
  defaultEase: 0.5,
  disturbed: { changedBy: ["exposes"] },
  valueNames: absentOrPresent,
  plant: (acquisition, ease) => ({
    ...acquisition,
    brightness: acquisition.brightness + 1.7 * ease,
  }),
};

/** Grey of a density 0..1 at gain e^brightness: logit(grey) = logit(density) + brightness. */
export function greyOf(density: number, gain: number): number {
  return (gain * density) / (1 + (gain - 1) * density);
}
