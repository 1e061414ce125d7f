// Long short-term memory, a whole layer in one or both directions (recurrence/onnx-operator.ts).

import { onnxRecurrence } from "../recurrence/onnx-operator.js";
import type { Operator } from "../tensor.js";

export const lstmOperator: Operator = onnxRecurrence("LSTM", 4);
