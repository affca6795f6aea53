import { describe, expect, it } from "vitest";
import type { OrtModule } from "./backend.js";
import { findChannelBlock } from "./channel-block.js";
import { loadBackend } from "./load.js";

const backend = await loadBackend("native");

/** onnxruntime-node, whose sessions beyond the first are made by `create`. */
function altered(create: OrtModule["InferenceSession"]["create"]): OrtModule {
  let sessions = 0;
  return {
    Tensor: backend.ort.Tensor,
    InferenceSession: {
      create: (bytes, options) =>
        sessions++ === 0
          ? backend.ort.InferenceSession.create(bytes, options)
          : create(bytes, options),
    },
  };
}

describe("findChannelBlock", () => {
  it("finds the block of this processor, or that there is none", async () => {
    const block = await findChannelBlock(backend.ort);
    expect([8, 16, null]).toContain(block);
    expect(backend.channelBlock).toBe(block);
  });

  it("gives null where the runtime refuses the operators", async () => {
    const refusing = altered(() => Promise.reject(new Error("no such operator")));
    expect(await findChannelBlock(refusing)).toBeNull();
  });

  it("gives null where the numbers are other ones", async () => {
    const wrong = altered(async (bytes, options) => {
      const session = await backend.ort.InferenceSession.create(bytes, options);
      const run: typeof session.run = async (feeds: Parameters<typeof session.run>[0]) => {
        const results = await session.run(feeds);
        const data = results["y"]?.data;
        if (data instanceof Float32Array) data.fill(1);
        return results;
      };
      return Object.assign(Object.create(session) as typeof session, {
        run,
        release: () => session.release(),
      });
    });
    expect(await findChannelBlock(wrong)).toBeNull();
  });
});
