import type { Step } from '../../lab/names.ts';
import { smallDefinition } from './small-definition.ts';
import { SmallLab } from './small-lab.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const largestPayload = 256 * 1024;
/** Together with the table that the small lab's job writes, as many as a definition may have. */
const tables = 299;

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
  await small.reset();
});

afterAll(async () => {
  await small?.stop();
});

/** The small lab with many more tables, whose columns and comments are long. */
const large = (version: string, comment: string) => {
  const [cities] = smallDefinition.datasets;
  if (cities === undefined) throw new Error('the small lab has no dataset');
  return {
    ...smallDefinition,
    version,
    datasets: Array.from({ length: tables }, (_, index) => ({
      ...cities,
      table: `tbl_cities_${index}`,
      prefix: 'tbl_cities/',
      columns: cities.columns.map(column => ({ ...column, comment: comment.repeat(15) })),
    })),
    smokeTests: [],
  };
};

test('every payload of a lab with 300 tables is below the limit, both if all are created and if all are changed', async () => {
  const largest: Partial<Record<Step, number>> = {};
  const { handlers } = small;
  const measured = (step: Step) => async (event: unknown) => {
    const output = await handlers[step](event);
    const bytes = Math.max(...[event, output].map(each => Buffer.byteLength(JSON.stringify(each))));
    largest[step] = Math.max(largest[step] ?? 0, bytes);
    return output;
  };
  small.handlers = {
    plan: measured('plan'),
    'ensure-storage': measured('ensure-storage'),
    'copy-data': measured('copy-data'),
    'ensure-catalog': measured('ensure-catalog'),
    'ensure-workgroup': measured('ensure-workgroup'),
    'ensure-role': measured('ensure-role'),
    'ensure-job': measured('ensure-job'),
    'run-jobs': measured('run-jobs'),
    'smoke-test': measured('smoke-test'),
    destroy: measured('destroy'),
    report: measured('report'),
  };
  await small.publish(large('1.1.0', 'before '));
  await small.rebuilt();
  await small.publish(large('1.2.0', 'afterwards '));
  const { outcomes } = await small.rebuilt();
  expect(outcomes.filter(({ outcome }) => outcome === 'updated')).toHaveLength(tables);
  await small.rebuilt();
  await small.told({ action: 'plan' });
  await small.told({ action: 'destroy', confirm: 'daybreak' });
  if (process.env.DAYBREAK_NUMBERS === '1') console.log('largest payload per step, bytes', largest);
  expect(Object.entries(largest).filter(([, bytes]) => bytes > largestPayload)).toEqual([]);
});
