import { absentOrPresent, type PhantomFactor } from "./factor.js";

/** A grainier detector: the standard deviation of the noise grows by 0.08 · ease (naturally 0.015 to 0.025). */
export const texture: PhantomFactor = {
  defaultEase: 0.5,
  disturbed: { changedBy: ["roughens"] },
  valueNames: absentOrPresent,
  plant: (acquisition, ease) => ({ ...acquisition, grain: acquisition.grain + 0.08 * ease }),
};
