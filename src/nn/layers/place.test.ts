import { expect, it } from "vitest";
import { createContext } from "../layer.js";
import { placeOf } from "./place.js";

it("says the path of the layer, where it has one", () => {
  const root = createContext("train", {}, {}, null);
  expect(placeOf(root, "linear")).toBe("linear");
  expect(placeOf(root.child("encoder").child("fc1"), "linear")).toBe("encoder.fc1: linear");
});
