import { availableParallelism } from "node:os";
import { ConfigError } from "../base/errors.js";

/** `--jobs` as a number of processes; by default two, where there are as many cores. @throws ConfigError */
export function jobsOf(text: string | undefined): number {
  if (text === undefined) return Math.min(2, availableParallelism());
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1) return jobs;
  throw new ConfigError("--jobs", "not a number of processes", {
    expected: "1 or more",
    got: text,
  });
}
