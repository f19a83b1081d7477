import type { Account } from './aws/account.ts';

/** Keys of what every run makes anew: reports, what it displaced, results of queries, what jobs write. */
const ofRuns = /^(runs|displaced|results|tbl_summary)\//;
/** Values that AWS makes up. */
const madeUp = new Set(['NamedQueryId', 'RoleId', 'modified', 'version', 'CreateDate', 'ids']);

/** Lists whose order means nothing. */
const isSet = /^(Statement|rules|tags|Tags)$/;
const asSet = (list: unknown): unknown =>
  Array.isArray(list) ? list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : list;

const sorted = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof Map) return sorted(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !madeUp.has(key) && each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, isSet.test(key) ? asSet(sorted(each)) : sorted(each)]),
  );
};

/** What an account has for good, as text lines by name: two accounts with the same lines have the same lab. */
export const essenceOf = (account: Account): ReadonlyMap<string, string> => {
  const lines = new Map<string, string>();
  const add = (name: string, value: unknown) => lines.set(name, JSON.stringify(sorted(value)));
  for (const [name, { objects, uploads, policy, ...settings }] of account.buckets) {
    add(`bucket ${name}`, { ...settings, policy: policy === undefined ? undefined : JSON.parse(policy) });
    for (const [key, object] of objects) if (!ofRuns.test(key)) add(`object ${name}/${key}`, object);
    for (const [id, upload] of uploads) add(`upload ${id}`, upload);
  }
  for (const [name, { database, tables }] of account.databases) {
    add(`database ${name}`, database);
    for (const [table, { table: described, partitions }] of tables) {
      add(`table ${name}.${table}`, described);
      if (table !== 'tbl_summary')
        for (const [values, partition] of partitions) add(`partition ${name}.${table} ${values}`, partition);
    }
  }
  for (const [name, { group, tags, queries }] of account.workgroups) {
    add(`workgroup ${name}`, { group, tags });
    for (const query of queries.values()) add(`query ${query.Name}`, query);
  }
  for (const [kind, things] of [
    ['job', account.jobs],
    ['trigger', account.triggers],
    ['tags of trigger', account.triggerTags],
    ['role', account.roles],
    ['dashboard', account.dashboards],
  ] as const)
    for (const [name, thing] of things) add(`${kind} ${name}`, thing);
  return lines;
};

/** What differs between two accounts, in one line each. */
export const differences = (
  should: ReadonlyMap<string, string>,
  is: ReadonlyMap<string, string>,
): readonly string[] => [
  ...[...should].flatMap(([name, value]) => {
    const found = is.get(name);
    if (found === undefined) return [`${name} is missing`];
    return found === value ? [] : [`${name} is ${found.slice(0, 300)} instead of ${value.slice(0, 300)}`];
  }),
  ...[...is.keys()].filter(name => !should.has(name)).map(name => `${name} should not be there`),
];
