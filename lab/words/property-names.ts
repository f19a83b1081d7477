/** What to call a property of a resource: whole, or in front of the name of one of its parts. */
const names: Readonly<Record<string, string>> = {
  actions: 'What it starts',
  arguments: 'Job argument',
  body: 'Layout',
  boundary: 'Permissions boundary',
  classification: 'Classification',
  columns: 'Columns',
  description: 'Description',
  enabled: 'Enabled',
  encryption: 'Encryption',
  enforced: "The workgroup's settings bind everybody",
  glueVersion: 'Glue version',
  headerLines: 'Header lines to skip',
  inputFormat: 'Input format',
  lifecycle: 'Lifecycle rule',
  location: 'Location',
  outputFormat: 'Output format',
  ownership: 'Ownership of objects',
  partitionKeys: 'Partition keys',
  partitions: 'Partitions',
  policy: 'Policy',
  publicAccess: 'Block on public access',
  resultLocation: 'Location of results',
  role: 'Role',
  scanCutoff: 'Most bytes that a query may scan',
  schedule: 'Schedule',
  script: 'Script',
  serde: 'SerDe',
  serdeParameters: 'SerDe parameter',
  sql: 'SQL',
  tableType: 'Table type',
  text: 'Text',
  timeout: 'Time limit in minutes',
  tlsOnly: 'Rule that only TLS may be used',
  trust: 'Trust policy',
  workerType: 'Worker type',
  workers: 'Workers',
};

/** `Description`; a property that only a newer Daybreak knows has its own name. */
export const propertyName = (property: string): string =>
  Object.hasOwn(names, property) ? (names[property] ?? property) : property;

const memberNames: Readonly<Record<string, string>> = {
  abortDays: 'days until unfinished uploads end',
  expireDays: 'days until deletion',
};

/** What to call one part of a value that is shown whole. */
export const memberName = (name: string): string =>
  Object.hasOwn(memberNames, name) ? (memberNames[name] ?? name) : name;
