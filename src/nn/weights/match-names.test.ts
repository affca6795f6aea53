import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { createEncoder } from "../encoders/registry.js";
import { outlineEncoder } from "./encoder-outline.js";
import { fewOf, matchNames } from "./match-names.js";

const fixture = new URL("../../../fixtures/nn/torchvision-names.json", import.meta.url);
const torchvision = JSON.parse(readFileSync(fixture, "utf8")) as Record<string, object>;
const resnetNames = Object.keys(torchvision["resnet-18"] ?? {});

const resnet = outlineEncoder(
  "resnet-18",
  (options) => createEncoder("resnet-18", options, {}),
  [3, 32, 32],
);
const match = (names: readonly string[]) => matchNames(names, resnet, "w.safetensors");

describe("matchNames", () => {
  it("takes torchvision's resnet18, all but classifier and counters", () => {
    const found = match(resnetNames);
    expect(found).toMatchObject({
      ...{ prefix: "", left: ["fc.weight", "fc.bias"], counters: 20 },
      fresh: ["fc.weight", "fc.bias"],
    });
    expect(found.taken.size).toBe(resnetNames.length - 22);
    expect(found.taken.get("layer1.0.bn2.runningVariance")).toBe("layer1.0.bn2.running_var");
    expect([...found.taken.values()].every((name) => resnetNames.includes(name))).toBe(true);
  });

  it("takes a prefix off that all names have, and several", () => {
    const behind = (prefix: string) => resnetNames.map((name) => prefix + name);
    expect(match(behind("module.")).prefix).toBe("module.");
    expect(match(behind("model.backbone.")).prefix).toBe("model.backbone.");
    expect(match(behind("module.")).taken.get("conv1.weight")).toBe("module.conv1.weight");
    const mixed = [...behind("module.").slice(1), "conv1.weight"];
    expect(errorOf(() => match(mixed))).toMatch(/^DataError: w\.safetensors: lacks arrays/);
    expect(errorOf(() => match(behind("net.")))).toMatch(/lacks arrays of .*, 100 of 100/);
  });

  it("takes no prefix for a reason to overlook an array, behind it or beside it", () => {
    const wrapped = resnetNames.map((name) => `module.${name}`);
    expect(errorOf(() => match([...wrapped, "module.layer1.2.bn1.bias"]))).toMatch(
      /has arrays that encoder resnet-18 does not have, 1: got layer1\.2\.bn1\.bias \(nearest/,
    );
    for (const beside of ["optimizer.step", "projector.weight"]) {
      expect(errorOf(() => match([...wrapped, beside]))).toMatch(
        /^DataError: w\.safetensors: lacks arrays of encoder resnet-18, 100 of 100: expected conv1\.weight, .* got in their place module\.conv1\.weight/,
      );
    }
  });

  it("needs no classifier, and leaves one of any of the usual names", () => {
    const body = resnetNames.filter((name) => !name.startsWith("fc."));
    expect(match(body).left).toEqual([]);
    const others = ["head.lesion.weight", "classifier.1.bias", "heads.head.weight"];
    expect(match([...body, ...others]).left).toEqual(others);
  });

  it("names what is missing, and what stands in its place", () => {
    const renamed = resnetNames.map((name) =>
      name.replace(/^layer4\.1\.conv2\./, "layer4.1.conv9."),
    );
    expect(errorOf(() => match(renamed))).toBe(
      "DataError: w.safetensors: lacks arrays of encoder resnet-18, 1 of 100: expected layer4.1.conv2.weight, " +
        "got in their place layer4.1.conv9.weight (nearest: layer4.1.conv2.weight). The file must be of the same " +
        "architecture (model.encoder, model.options) under PyTorch's names: docs/weights.md shows how to rename.",
    );
    expect(errorOf(() => match(["fc.weight"]))).toContain(
      "100 of 100: expected conv1.weight, bn1.weight, bn1.bias and 97 more, got 1 arrays.",
    );
  });

  it("refuses arrays that the encoder does not have: a deeper network", () => {
    const deeper = ["layer1.2.conv1.weight", "layer1.2.bn1.weight", "layer1.2.bn1.bias", "odd"];
    expect(errorOf(() => match([...resnetNames, ...deeper]))).toBe(
      "DataError: w.safetensors: has arrays that encoder resnet-18 does not have, 4: got " +
        "layer1.2.conv1.weight (nearest: layer1.0.conv1.weight), layer1.2.bn1.weight (nearest: layer1.0.bn1.weight), " +
        "layer1.2.bn1.bias (nearest: layer1.0.bn1.bias) and 1 more. Name the encoder that they are of (model.encoder, " +
        "model.options), or take them out of the file: docs/weights.md.",
    );
  });
});

it("fewOf names three", () => {
  expect(fewOf(["a", "b", "c"])).toBe("a, b, c");
  expect(fewOf(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});
