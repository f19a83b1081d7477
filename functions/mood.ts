import type { Run } from '../lab/run.ts';
import type { Mood } from '../reconcile/engine.ts';

/** How a run wants the engine to treat its resources. */
export const moodOf = (run: Run): Mood => ({ planning: run.mood === 'plan', adopt: run.adopt });
