import { ConfigError } from "../base/errors.js";
import { requireAttributes } from "../methods/method.js";
import { needsOf } from "../methods/registry.js";
import { attributeName } from "./data-config.js";
import type { RunConfig } from "./run-config.js";

/**
 * Faults between keys that show without data: a comparison finds them in all of its runs before the first starts.
 * @throws ConfigError for a burn-in that leaves no epoch, embeddings with an encoder of images, a rule for weights that
 * are not there, weight decay of a loss's own arrays, attributes that the method cannot use.
 */
export function checkRun({ data, model, method, train }: RunConfig): void {
  const { burnIn } = train.selection;
  if (burnIn >= train.epochs) {
    throw new ConfigError("train.selection.burnIn", "leaves no epoch to select", {
      expected: `below ${train.epochs} (train.epochs)`,
      got: burnIn,
      advice: "Add train.selection.burnIn=0, or train for more epochs.",
    });
  }
  if (data.dataset === "embeddings" && model.encoder !== "mlp") {
    throw new ConfigError("model.encoder", "embeddings are rows of numbers, not images", {
      expected: "mlp",
      got: model.encoder,
    });
  }
  if (model.weightsChannels !== undefined && model.weights === undefined) {
    throw new ConfigError("model.weightsChannels", "there are no weights to adapt", {
      advice: "Name a file in model.weights, or leave it out.",
    });
  }
  const { optimizer, answersLoss } = train;
  if (answersLoss.name === "auc-margin" && optimizer.weightDecay > 0) {
    throw new ConfigError("train.optimizer.weightDecay", "would draw what auc-margin learns to 0", {
      expected: 0,
      got: optimizer.weightDecay,
      advice: "Set it to 0, or choose another train.answersLoss.",
    });
  }
  const attributes = data.attributes.map((attribute) => ({
    name: attributeName(attribute),
    isContinuous:
      typeof attribute !== "string" && "as" in attribute && attribute.as === "continuous",
  }));
  requireAttributes(needsOf(method), attributes);
}
