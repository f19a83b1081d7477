/**
 * Works through items, at most `atOnce` at a time, and returns the results in the items' order. After a failure, of the
 * work or of the iteration, it starts no further item and awaits those under way, so that nothing goes on behind the
 * caller's back.
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

/** Like `Promise.all`, but when one promise fails, it awaits the others before it rejects. */
export const allOf = async <const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Each in keyof Work]: Awaited<Work[Each]> }> => {
  await Promise.allSettled(work);
  return Promise.all(work);
};
