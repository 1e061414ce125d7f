// So many requests a second for each client: a bucket that fills steadily and is emptied by a request each. What was saved up
// allows a burst of two seconds' worth.
//
//   level(t) = min(burst, level(t0) + rate (t - t0)),   a request needs level >= 1

export interface RateLimiter {
  /** 0 where `client` may ask now, else the seconds until it may. @param now - milliseconds */
  take(client: string, now?: number): number;
}

interface Bucket {
  level: number;
  at: number;
}

/** Clients remembered; of more, those that asked least recently are forgotten, which only lets them ask. */
const remembered = 10_000;

/** @param rate - requests a second, > 0. */
export function rateLimiter(rate: number, burst: number = Math.max(1, 2 * rate)): RateLimiter {
  // In the order of the last request: a Map keeps the order in which keys were set.
  const buckets = new Map<string, Bucket>();
  return {
    take(client, now = performance.now()) {
      const known = buckets.get(client);
      buckets.delete(client);
      if (buckets.size >= remembered) buckets.delete(buckets.keys().next().value!);
      const level = known === undefined ? burst : Math.min(burst, known.level + (rate * (now - known.at)) / 1000);
      const allowed = level >= 1;
      buckets.set(client, { level: allowed ? level - 1 : level, at: now });
      return allowed ? 0 : (1 - level) / rate;
    },
  };
}
