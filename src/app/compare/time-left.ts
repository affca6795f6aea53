/** What is known of the runs of a comparison. `kind` names runs that take about the same time. */
export interface RunTimes {
  /** Training time of finished runs. */
  readonly finished: readonly { readonly kind: string; readonly seconds: number }[];
  /** `share` of the run that is done, 0..1, after `seconds`; only runs with an epoch behind them tell. */
  readonly running: readonly {
    readonly kind: string;
    readonly share: number;
    readonly seconds: number;
    readonly epochs: number;
  }[];
  /** Kinds of the runs that wait. */
  readonly waiting: readonly string[];
  /** Seconds that finished runs took before and after their training: data, tests, probes, report. */
  readonly around: readonly number[];
}

/** An estimate, seconds. */
export interface TimeEstimate {
  /** Mean of a run that waits or runs. */
  readonly run: number;
  /** Until all are done. */
  readonly left: number;
}

/**
 * How long the rest takes with `jobs` processes side by side: the mean training of finished runs and of running ones
 * taken to their end, by kind, and for each run what the others took around it; a kind that nothing is known of gets
 * the mean of the others. Null before the first epoch of the first run.
 */
export function estimateTime(times: RunTimes, jobs: number): TimeEstimate | null {
  const samples = new Map<string, number[]>();
  const add = (kind: string, seconds: number) =>
    samples.set(kind, [...(samples.get(kind) ?? []), seconds]);
  for (const { kind, seconds } of times.finished) add(kind, seconds);
  for (const { kind, share, seconds, epochs } of times.running) {
    if (epochs >= 1 && share > 0) add(kind, seconds / share);
  }
  const means = new Map([...samples].map(([kind, values]) => [kind, mean(values)]));
  if (means.size === 0) return null;
  const anyKind = mean([...means.values()]);
  const lengthOf = (kind: string) => means.get(kind) ?? anyKind;
  const waiting = times.waiting.map(lengthOf);
  const running = times.running.map(({ kind, share }) => lengthOf(kind) * (1 - share));
  const around = times.around.length === 0 ? 0 : mean(times.around);
  const total = [...waiting, ...running].reduce((sum, seconds) => sum + seconds + around, 0);
  const kinds = [...times.waiting, ...times.running.map(({ kind }) => kind)];
  const sideBySide = Math.max(1, Math.min(jobs, kinds.length));
  const run = kinds.length === 0 ? 0 : mean(kinds.map(lengthOf)) + around;
  return { run, left: total / sideBySide };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
