import fc from 'fast-check';
import { type AppliedMark, appliedFrom, formatApplied, parseApplied } from '../../lab/marks.ts';
import { destroy, type Mood, type Observation, type Resource, reconcile } from '../../reconcile/engine.ts';

interface Lamp {
  readonly colour: string;
  readonly power: number;
  readonly safe: boolean;
  readonly note: string;
  readonly [property: string]: string | number | boolean;
}

/** A resource in an account, in memory; `note` takes a second call, `safe` is a safety setting. */
class Account {
  lamp: { state: Lamp; mark: AppliedMark | undefined } | undefined;
  readonly calls: string[] = [];
  crashAfter = Number.POSITIVE_INFINITY;

  #write(call: string): void {
    if (this.calls.length >= this.crashAfter) throw new Error('crash');
    this.calls.push(call);
  }

  resource(desired: Lamp): Resource<Lamp, undefined> {
    return {
      kind: 'workgroup',
      id: 'lamp/one',
      name: 'one',
      properties: { colour: {}, power: {}, safe: { always: true }, note: { later: { initial: '' } } },
      desired: () => desired,
      observe: async (): Promise<Observation<Lamp, undefined>> => {
        if (this.lamp === undefined) return { is: 'absent' };
        const { state, mark } = this.lamp;
        return mark === undefined
          ? { is: 'unmarked', state, extra: undefined }
          : { is: 'ours', state, applied: mark, extra: undefined };
      },
      create: async (state, applied) => {
        this.#write('create');
        this.lamp = { state: { ...state, note: '' }, mark: applied };
      },
      destroy: async () => {
        this.#write('destroy');
        this.lamp = undefined;
      },
      update: async (next, changed, applied) => {
        this.#write(`update ${[...changed].sort().join(',')}`);
        this.lamp = { state: next, mark: applied };
      },
    };
  }
}

const wanted: Lamp = { colour: 'red', power: 5, safe: true, note: 'hello' };
const rebuild: Mood = { planning: false, repair: false, adopt: [] };
const displace = { settings: async () => 's3://saved', folder: { bucket: 'assets', key: 'displaced/' } };
const repair: Mood = { ...rebuild, repair: true, displace };

const builtLamp = async (): Promise<Account> => {
  const account = new Account();
  await reconcile(account.resource(wanted), rebuild);
  account.calls.length = 0;
  return account;
};

const learnerSets = (account: Account, change: Partial<Lamp>): void => {
  if (account.lamp !== undefined) account.lamp.state = Object.assign({}, account.lamp.state, change);
};

describe('a rebuild', () => {
  test('creates what is missing, and then finds nothing to do', async () => {
    const account = new Account();
    expect(await reconcile(account.resource(wanted), rebuild)).toMatchObject({ outcome: 'created' });
    expect(account.lamp?.state).toEqual(wanted);
    account.calls.length = 0;
    expect(await reconcile(account.resource(wanted), rebuild)).toMatchObject({ outcome: 'unchanged' });
    expect(account.calls).toEqual([]);
  });

  test('updates untouched properties when the definition changes, and only those', async () => {
    const account = await builtLamp();
    const outcome = await reconcile(account.resource({ ...wanted, power: 7 }), rebuild);
    expect(outcome).toMatchObject({
      outcome: 'updated',
      changes: [{ property: 'power', from: '5', to: '7' }],
    });
    // Nobody had changed it, so nothing was repaired.
    expect(outcome.changes[0]).not.toHaveProperty('repaired');
    expect(account.calls).toEqual(['update power']);
  });

  test('keeps what someone changed and names both values', async () => {
    const account = await builtLamp();
    learnerSets(account, { colour: 'blue' });
    const outcome = await reconcile(account.resource(wanted), rebuild);
    expect(outcome).toMatchObject({
      outcome: 'kept',
      kept: [{ property: 'colour', from: 'blue', to: 'red' }],
    });
    expect(account.lamp?.state.colour).toBe('blue');
    expect(account.calls).toEqual([]);
  });

  test('updates untouched properties beside one that someone changed', async () => {
    const account = await builtLamp();
    learnerSets(account, { colour: 'blue' });
    const outcome = await reconcile(account.resource({ ...wanted, power: 7, colour: 'green' }), rebuild);
    expect(outcome).toMatchObject({
      outcome: 'kept',
      changes: [{ property: 'power' }],
      kept: [{ property: 'colour', from: 'blue', to: 'green' }],
    });
    expect(account.lamp?.state).toMatchObject({ colour: 'blue', power: 7 });
  });

  test('applies the definition again once a learner has put the old value back', async () => {
    const account = await builtLamp();
    learnerSets(account, { colour: 'blue' });
    await reconcile(account.resource({ ...wanted, colour: 'green' }), rebuild);
    learnerSets(account, { colour: 'red' });
    expect(await reconcile(account.resource({ ...wanted, colour: 'green' }), rebuild)).toMatchObject({
      outcome: 'updated',
    });
    expect(account.lamp?.state.colour).toBe('green');
  });

  test('repairs a safety setting, no matter who changed it', async () => {
    const account = await builtLamp();
    learnerSets(account, { safe: false });
    expect(await reconcile(account.resource(wanted), rebuild)).toMatchObject({
      outcome: 'updated',
      changes: [{ property: 'safe', from: 'false', to: 'true', repaired: true }],
    });
  });

  test('refuses a resource without the mark, and leaves it as it was', async () => {
    const account = new Account();
    account.lamp = { state: { ...wanted, colour: 'theirs' }, mark: undefined };
    expect(await reconcile(account.resource(wanted), rebuild)).toMatchObject({
      outcome: 'refused',
      kind: 'workgroup',
      adoptable: true,
      notes: ["workgroup one exists without the lab's mark: left as it is. To take it over, adopt lamp/one"],
    });
    expect(account.calls).toEqual([]);
  });

  test('refuses what nobody can take over in its own words, also when it is asked to adopt it', async () => {
    const resource = new Account().resource(wanted);
    const observe = async () => ({ is: 'foreign', why: 'another account has it' }) as const;
    expect(await reconcile({ ...resource, observe }, { ...rebuild, adopt: ['lamp/one'] })).toMatchObject({
      outcome: 'refused',
      adoptable: false,
      notes: ['another account has it'],
    });
  });

  test('offers to adopt only what is of a kind that can be adopted', async () => {
    const account = new Account();
    account.lamp = { state: wanted, mark: undefined };
    const outcome = await reconcile({ ...account.resource(wanted), kind: 'job-file' }, rebuild);
    expect(outcome).toMatchObject({
      outcome: 'refused',
      adoptable: false,
      notes: ["job file one exists without the lab's mark: left as it is"],
    });
  });

  test('adopts a resource without the mark if it is asked to by name', async () => {
    const account = new Account();
    account.lamp = { state: { ...wanted, colour: 'theirs' }, mark: undefined };
    const outcome = await reconcile(account.resource(wanted), { ...rebuild, adopt: ['lamp/one'] });
    expect(outcome).toMatchObject({ outcome: 'adopted', changes: [{ property: 'colour', from: 'theirs' }] });
    expect(account.lamp).toEqual({ state: wanted, mark: appliedFrom(wanted) });
  });

  test('with repair undoes a change and says where it saved what it displaced', async () => {
    const account = await builtLamp();
    learnerSets(account, { colour: 'blue' });
    expect(await reconcile(account.resource(wanted), repair)).toMatchObject({
      outcome: 'updated',
      changes: [{ property: 'colour', from: 'blue', to: 'red', repaired: true }],
      notes: ['what it displaces is in s3://saved'],
    });
    expect(account.lamp?.state).toEqual(wanted);
  });

  test('accepts what another rebuild created at the same moment', async () => {
    const account = new Account();
    const resource = account.resource(wanted);
    const create = async (): Promise<undefined> => {
      await reconcile(account.resource(wanted), rebuild);
      throw Object.assign(new Error('there'), { name: 'AlreadyExistsException' });
    };
    expect(await reconcile({ ...resource, create }, rebuild)).toMatchObject({ outcome: 'unchanged' });
  });
});

test('a destruction leaves what has no mark, and does not offer to adopt it', async () => {
  const account = new Account();
  account.lamp = { state: wanted, mark: undefined };
  expect(await destroy(account.resource(wanted))).toMatchObject([
    {
      outcome: 'refused',
      adoptable: false,
      notes: ["workgroup one exists without the lab's mark: left as it is"],
    },
  ]);
  expect(account.calls).toEqual([]);
});

describe('a destruction of what somebody else deletes meanwhile', () => {
  const gone = Object.assign(new Error('there is none'), { name: 'EntityNotFoundException' });

  test('has nothing left to do', async () => {
    const account = await builtLamp();
    const lamp = account.resource(wanted);
    const meanwhile = async (): Promise<never> => {
      account.lamp = undefined;
      throw gone;
    };
    expect(await destroy({ ...lamp, destroy: meanwhile })).toMatchObject([{ outcome: 'destroyed' }]);
  });

  test('fails if it is still there, or nobody can tell', async () => {
    const account = await builtLamp();
    const lamp = { ...account.resource(wanted), destroy: () => Promise.reject(gone) };
    await expect(destroy(lamp)).rejects.toBe(gone);
    const looks = [lamp.observe, () => Promise.reject(new Error('denied'))];
    await expect(destroy({ ...lamp, observe: () => (looks.shift() ?? lamp.observe)() })).rejects.toBe(gone);
  });
});

describe('a plan', () => {
  test('says what a rebuild would do and writes nothing', async () => {
    const planning: Mood = { ...rebuild, planning: true };
    const absent = new Account();
    expect(await reconcile(absent.resource(wanted), planning)).toMatchObject({ outcome: 'created' });
    const there = await builtLamp();
    learnerSets(there, { colour: 'blue' });
    expect(await reconcile(there.resource({ ...wanted, power: 9 }), planning)).toMatchObject({
      outcome: 'kept',
      changes: [{ property: 'power' }],
    });
    expect([...absent.calls, ...there.calls]).toEqual([]);
  });
});

test('after a crash at any call, the next rebuild gives the same result as an undisturbed one', async () => {
  for (const crashAfter of [0, 1]) {
    const account = new Account();
    account.crashAfter = crashAfter;
    await expect(reconcile(account.resource(wanted), rebuild)).rejects.toThrow('crash');
    account.crashAfter = Number.POSITIVE_INFINITY;
    await reconcile(account.resource(wanted), rebuild);
    expect(account.lamp).toEqual({ state: wanted, mark: appliedFrom(wanted) });
  }
});

test('whatever a learner did, a rebuild with repair restores the definition and the next has nothing to do', async () => {
  const lamp = fc.record({ colour: fc.string(), power: fc.integer(), safe: fc.boolean(), note: fc.string() });
  await fc.assert(
    fc.asyncProperty(lamp, lamp, async (change, definition) => {
      const account = await builtLamp();
      learnerSets(account, change);
      await reconcile(account.resource(definition), repair);
      expect(account.lamp?.state).toEqual(definition);
      account.calls.length = 0;
      expect(await reconcile(account.resource(definition), rebuild)).toMatchObject({ outcome: 'unchanged' });
      expect(account.calls).toEqual([]);
    }),
  );
});

test('a mark is the same after being written to a tag and read back', () => {
  const property = fc.stringMatching(/^[A-Za-z]{1,15}$/);
  fc.assert(
    fc.property(fc.dictionary(property, fc.string()), state => {
      const applied = appliedFrom(state);
      expect(parseApplied(formatApplied(applied))).toEqual(applied);
    }),
  );
});
