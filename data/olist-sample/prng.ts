/** Returns the next random number in [0, 1). */
export type Random = () => number;

const { imul } = Math;

const mix = (h: number, word: number): number => {
  const k = imul(word, 0xcc9e2d51);
  const mixed = h ^ imul((k << 15) | (k >>> 17), 0x1b873593);
  return imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64;
};

/** MurmurHash3 of a name and an index: integers only, so that every platform agrees; no two indexes collide. */
const hash = (seed: number, name: string, index: number): number => {
  let h = seed;
  for (let i = 0; i < name.length; i += 1) h = mix(h, name.charCodeAt(i));
  h = mix(h, index);
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** Where everything random comes from. */
export interface Source {
  /**
   * The random numbers of one thing, such as order 17. They depend on nothing else, so any row can be made without the
   * rows before it. (mulberry32)
   */
  readonly random: (entity: string, index: number) => Random;
  /** 32 hexadecimal characters that identify one thing, unique within its entity. */
  readonly identifier: (entity: string, index: number) => string;
}

/** @param seed from 0 to 4,294,967,295: each gives other numbers and other identifiers */
export const sourceOf = (seed: number): Source => ({
  random: (entity, index) => {
    let state = hash(seed, entity, index);
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = imul(state ^ (state >>> 15), 1 | state);
      t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
  },
  identifier: (entity, index) =>
    ['a', 'b', 'c', 'd']
      .map(word =>
        hash(seed, entity + word, index)
          .toString(16)
          .padStart(8, '0'),
      )
      .join(''),
});
