import { fitLogistic, predictLogistic } from "./logistic-regression.js";
import type { ClassProbe } from "./probe.js";

/**
 * Linear probe for classes: multinomial logistic regression with L2 on standardised features, C = 1; see
 * {@link fitLogistic}. Constant features give every row the same answer.
 * @source Alain and Bengio 2017.
 */
export const linearProbe: ClassProbe = (fit, query) => predictLogistic(fitLogistic(fit), query);
