import { bucketName } from '../../lab/names.ts';
import { lab } from './lab-handlers.ts';
import { SmallLab } from './small-lab.ts';

const destroy = { action: 'destroy', confirm: 'daybreak' } as const;
const sor = bucketName(lab, 'sor');

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
  await small.reset();
  await small.rebuilt();
});

afterAll(async () => {
  await small?.stop();
});

test.each([
  ['a destroy with another name', { action: 'destroy', confirm: 'nightfall' }, 'not "nightfall"'],
  ['a destroy with an empty name', { action: 'destroy', confirm: '' }, 'give "confirm": "daybreak"'],
  ['a look before a destroy from a schedule', { action: 'destroy', trigger: 'schedule' }, 'may not destroy'],
  ['a destroy from a schedule', { ...destroy, trigger: 'schedule' }, "'schedule' may not destroy"],
  ['a destroy from a reset', { ...destroy, trigger: 'reset' }, "'reset' may not destroy"],
  ['a confirmation without destroy', { confirm: 'daybreak' }, 'only "action": "destroy" takes it'],
  ['foreign objects without destroy', { deleteForeignObjects: true }, 'only "action": "destroy" takes it'],
  ['jobs in a plan', { action: 'plan', runJob: true }, 'at runJob: only "action": "rebuild" runs jobs'],
  ['jobs in a destroy', { ...destroy, runJob: true }, 'at runJob: only "action": "rebuild" runs jobs'],
  ['a word instead of true or false', { runJob: 'yes' }, 'at runJob: '],
  [
    'a schedule that sets files aside',
    { setAside: true, trigger: 'schedule' },
    "at setAside: a run started by 'schedule' may not set files aside",
  ],
  ['a repair from a schedule', { repair: true, trigger: 'schedule' }, "'schedule' may not repair"],
  [
    'an input larger than a payload can be',
    { Comment: 'x'.repeat(200_000) },
    'has 200,014 bytes, of at most 32,768',
  ],
  ['an adoption from a schedule', { adopt: [`bucket/${sor}`], trigger: 'schedule' }, 'may not adopt'],
  [
    'an adoption of a dataset',
    { adopt: ['dataset/sor.tbl_brecommerce_orders'] },
    "'dataset/sor.tbl_brecommerce_orders' cannot be adopted: datasets that somebody else has changed are kept",
  ],
  [
    'an adoption of an unknown resource',
    { adopt: ['bucket/nobody'] },
    "the lab has no resource 'bucket/nobody'",
  ],
])('%s: changes nothing and says why', async (_, input, message) => {
  const ended = await small.rebuild(input);
  expect(ended.status).toBe('failed');
  expect(small.short()).toMatchObject({ error: 'InvalidInput', cause: expect.stringContaining(message) });
  expect(small.writes()).toEqual([]);
});
