/** A thing, and how often it occurs relative to the others. */
export type Share<T> = readonly [thing: T, weight: number];

const ranked = <T>(shares: readonly Share<T>[]): ((rank: number) => T) => {
  return rank => {
    let left = rank;
    for (const [thing, weight] of shares) {
      left -= weight;
      if (left < 0) return thing;
    }
    throw new RangeError(`rank ${rank} is beyond the last share`);
  };
};

const total = (shares: readonly Share<unknown>[]): number =>
  shares.reduce((sum, [, weight]) => sum + weight, 0);

/** Chooses by a random number in [0, 1): on average, each thing comes up in proportion to its weight. */
export const chooser = <T>(shares: readonly Share<T>[]): ((u: number) => T) => {
  const [at, all] = [ranked(shares), total(shares)];
  return u => at(u * all);
};

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** The first number from `count * fraction` on that has no divisor in common with `count`: its multiples visit all. */
const shuffler = (count: number, fraction: number): number => {
  let multiplier = Math.ceil(count * fraction);
  while (commonDivisor(count, multiplier) > 1) multiplier += 1;
  return multiplier;
};

/**
 * Deals like cards: over `count` indexes, each thing comes up in exact proportion to its weight.
 * @param fraction shuffles: about this part of all cards lies between one index and the next
 */
export const dealer = <T>(
  shares: readonly Share<T>[],
  count: number,
  fraction: number,
): ((index: number) => T) => {
  const [at, all, multiplier] = [ranked(shares), total(shares), shuffler(count, fraction)];
  return index => at((((index * multiplier) % count) * all) / count);
};

/** Parses `a 3, b c 4` into shares: the last word of each part is its weight. */
export const parseShares = (text: string): readonly Share<string>[] =>
  text.split(', ').map(part => {
    const end = part.lastIndexOf(' ');
    return [part.slice(0, end), Number(part.slice(end))];
  });

/**
 * A skewed distribution, given by its quantiles: linear between them, because logarithms and powers differ in the last
 * digit between platforms.
 * @param points pairs of a probability and its quantile, for probabilities from 0 to 1
 */
export const quantiles = (...points: readonly (readonly [probability: number, value: number])[]) => {
  return (u: number): number => {
    let [p0, v0] = [0, 0];
    for (const [p, v] of points) {
      if (u < p) return v0 + ((v - v0) * (u - p0)) / (p - p0);
      [p0, v0] = [p, v];
    }
    return v0;
  };
};
