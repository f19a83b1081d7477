/**
 * Works through items, so many at a time, and gives the results in the items' order. After a failure, of the work or of
 * the items, no further item is begun; those under way are awaited, so that nothing goes on behind the caller's back.
 */
export const inParallel = async <Item, Result>(
  atOnce: number,
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let index = 0;
  try {
    for await (const item of items) {
      if (failures.length > 0) break;
      const at = index++;
      const task = (async () => {
        try {
          results[at] = await work(item, at);
        } catch (error) {
          failures.push(error);
        }
      })();
      running.add(task);
      void task.then(() => running.delete(task));
      if (running.size >= atOnce) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
  return results;
};

/** Several different things at once. Where one fails, the others are awaited before the failure is told. */
export const allOf = async <const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Each in keyof Work]: Awaited<Work[Each]> }> => {
  await Promise.allSettled(work);
  return Promise.all(work);
};
