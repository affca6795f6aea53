import fc from "fast-check";

// Property tests draw the same cases in every run, so that a change alone can turn them red. Explore with
// FAST_CHECK_SEED=<whole number>.
const seed = Number(process.env["FAST_CHECK_SEED"] ?? 20_260_101);
if (!Number.isInteger(seed)) throw new RangeError("FAST_CHECK_SEED must be a whole number");
fc.configureGlobal({ seed });
