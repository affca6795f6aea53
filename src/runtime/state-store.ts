import { InternalError } from "../base/errors.js";
import type { ArrayTree } from "../base/ndarray.js";
import type { Executable, HostArray } from "./compile.js";

/**
 * Model state between steps. Most arrays that a program updates have two buffers: a step reads one and
 * writes the other, then they change places, so that no step allocates what it could reuse. Arrays that the
 * program can write in place (an optimiser's moments) have one: two thirds of the memory of a training state.
 */
export interface StateStore {
  /** The arrays as they are now; valid until the next step. */
  readonly current: ArrayTree;
  /**
   * Run `executable` on the state that it reads and on `feeds`; outputs named in `updates` become the
   * new state. Returns the other outputs.
   */
  step(
    executable: Executable,
    feeds: Readonly<Record<string, HostArray>>,
    updates: readonly string[],
  ): Promise<Record<string, HostArray>>;
}

/** A store that starts from copies of `initial`. */
export function createStateStore(initial: ArrayTree): StateStore {
  const current: Record<string, Float32Array> = {};
  const spare: Record<string, Float32Array> = {};
  for (const [name, values] of Object.entries(initial)) current[name] = values.slice();

  function spareOf(name: string): Float32Array {
    const existing = spare[name];
    if (existing !== undefined) return existing;
    const like = current[name];
    if (like === undefined)
      throw new InternalError("state", `a program updates unknown state ${name}`);
    const made = new Float32Array(like.length);
    spare[name] = made;
    return made;
  }

  return {
    current,
    async step(executable, feeds, updates) {
      const all: Record<string, HostArray> = {};
      for (const { name } of executable.program.inputs) {
        const value = feeds[name] ?? current[name];
        if (value === undefined) {
          throw new InternalError(
            executable.program.name,
            `input ${name} is neither fed nor state`,
          );
        }
        all[name] = value;
      }
      const fetches: Record<string, Float32Array> = {};
      for (const name of updates) {
        const own = executable.inPlace.has(name) ? current[name] : undefined;
        fetches[name] = own ?? spareOf(name);
      }
      const outputs = await executable.run(all, fetches);
      for (const name of updates) {
        if (executable.inPlace.has(name)) continue;
        const written = spareOf(name);
        const old = current[name];
        if (old !== undefined) spare[name] = old;
        current[name] = written;
      }
      return outputs;
    },
  };
}
