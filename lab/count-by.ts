import type { Outcome } from './outcomes.ts';

/** How many resources had which outcome. */
export const countBy = (outcomes: readonly Outcome[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(outcomes, ({ outcome }) => outcome)).map(([name, list]) => [
      name,
      list?.length ?? 0,
    ]),
  );
