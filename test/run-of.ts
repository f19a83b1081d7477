import type { Lab } from '../lab/names.ts';
import type { Run } from '../lab/run.ts';

/** An ordinary rebuild of the built-in sample, as Plan passes it on. @param more what is different about it */
export const runOf = (lab: Lab, more: Partial<Run> = {}): Run => ({
  lab,
  execution: { arn: 'arn', name: 'r1', startedAt: '' },
  mood: 'rebuild',
  repair: false,
  setAside: false,
  adopt: [],
  deleteForeignObjects: false,
  datasets: [],
  trigger: 'console',
  definition: { from: 'sample' },
  title: '',
  version: '',
  synthetic: true,
  proven: {},
  ...more,
});
