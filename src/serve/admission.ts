// What is let in before a byte of the body has been read: at most so many requests at a time, and so many bytes of bodies.
// Everything that waits inside was let in here, so that memory has a bound whatever comes.

import { KindredError, check } from "../core/errors.js";

export interface Admission {
  /** Lets a request in; the result lets it out again. Throws OVERLOADED. @param bytes - of its body, or the most it can be */
  enter(bytes: number): () => void;
  readonly requests: number;
  /** Lets nobody in any more. */
  shut(): void;
}

export interface AdmissionLimits {
  readonly maxRequests: number;
  /** Of the bodies of all requests inside. */
  readonly maxBytes: number;
}

export function admission({ maxRequests, maxBytes }: AdmissionLimits): Admission {
  let requests = 0;
  let held = 0;
  let isShut = false;
  return {
    enter(bytes) {
      if (isShut) throw new KindredError("OVERLOADED", "the service is shutting down");
      check(requests < maxRequests, "OVERLOADED", `${maxRequests} requests are being answered`);
      check(
        held + bytes <= maxBytes,
        "OVERLOADED",
        `the bodies of ${requests} requests fill the memory set aside for them`,
      );
      requests++;
      held += bytes;
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        requests--;
        held -= bytes;
      };
    },
    get requests() {
      return requests;
    },
    shut() {
      isShut = true;
    },
  };
}
