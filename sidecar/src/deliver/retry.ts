const firstMs = 1000;
/** Whatever was away is noticed to be back within this long. */
const longestMs = 30_000;

/** Exponential back-off with jitter: between half and the whole of 1, 2, 4 … 30 seconds. `random` in 0…1. */
export function backOffMs(tries: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.max(0, Math.min(20, tries - 1)));
  return Math.round(full * 0.5 * (1 + random));
}
