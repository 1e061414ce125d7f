// Simple recurrent units, a whole layer in one or both directions (recurrence/onnx-operator.ts).

import { onnxRecurrence } from "../recurrence/onnx-operator.js";
import type { Operator } from "../tensor.js";

export const rnnOperator: Operator = onnxRecurrence("RNN", 1);
