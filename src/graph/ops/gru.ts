// Gated recurrent units, a whole layer in one or both directions (recurrence/onnx-operator.ts).

import { onnxRecurrence } from "../recurrence/onnx-operator.js";
import type { Operator } from "../tensor.js";

export const gruOperator: Operator = onnxRecurrence("GRU", 3);
