import { appliedFrom, markOf } from '../../lab/marks.ts';
import type { Lab } from '../../lab/names.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';

const lab: Lab = { name: 'sales', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const key = 'arn:aws:kms:eu-west-1:123456789012:key/1111-ours';
const other = 'arn:aws:kms:eu-west-1:123456789012:key/2222-theirs';
const mood: Mood = { planning: false, repair: false, adopt: [] };
const definition = { title: 'Sales', datasets: [] };

/** What a rebuild does with a workgroup that has this encryption, and that was last written with `before`. */
const rebuilt = async (ownKey: string, before: string, KmsKey?: string) => {
  const earlier = workgroup(fakeAws({}).athena, lab, definition, before).desired();
  const Tags = Object.entries(markOf(lab, appliedFrom(earlier))).map(([Key, Value]) => ({ Key, Value }));
  const EncryptionConfiguration = KmsKey && { EncryptionOption: 'SSE_KMS', KmsKey };
  const WorkGroup = {
    Description: earlier.description,
    State: 'ENABLED',
    Configuration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: earlier.scanCutoff,
      ResultConfiguration: {
        OutputLocation: earlier.resultLocation,
        ...(EncryptionConfiguration && { EncryptionConfiguration }),
      },
    },
  };
  const answers: Answers = { GetWorkGroup: [{ WorkGroup }], ListTagsForResource: [{ Tags }] };
  const { athena, calls } = fakeAws(answers);
  const { outcome, changes, kept } = await reconcile(workgroup(athena, lab, definition, ownKey), mood);
  return {
    outcome,
    changes,
    kept,
    written: calls.filter(({ operation }) => operation === 'UpdateWorkGroup'),
  };
};

const withKey = {
  input: {
    ConfigurationUpdates: {
      ResultConfigurationUpdates: {
        EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: key },
      },
    },
  },
};

test('a new workgroup encrypts its results with the key of the lab', async () => {
  const notFound = named('InvalidRequestException', 'WorkGroup is not found.');
  const { athena, calls } = fakeAws({ GetWorkGroup: [notFound] });
  await reconcile(workgroup(athena, lab, definition, key), mood);
  expect(calls.at(-1)).toMatchObject({ operation: 'UpdateWorkGroup', ...withKey });
});

test('a workgroup from before the key gets it, and keeps the place of its results', async () => {
  const { outcome, written } = await rebuilt(key, '');
  expect(outcome).toBe('updated');
  expect(written).toMatchObject([withKey]);
});

test('the next rebuild writes nothing', async () => {
  expect(await rebuilt(key, key, key)).toEqual({ outcome: 'unchanged', changes: [], kept: [], written: [] });
});

test("somebody's other key is kept, with the difference", async () => {
  expect(await rebuilt(key, key, other)).toEqual({
    outcome: 'kept',
    changes: [],
    kept: [{ property: 'encryption', from: `SSE_KMS ${other}`, to: `SSE_KMS ${key}` }],
    written: [],
  });
});

test('in a lab without a key, what somebody chose is no difference', async () => {
  expect(await rebuilt('', '', other)).toEqual({ outcome: 'unchanged', changes: [], kept: [], written: [] });
});
