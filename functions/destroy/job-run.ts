/** Glue's id of a run, which jobs have in the names of what they write, and Glue in the names of Spark's logs. */
const runId = /jr_[0-9a-f]{64}/;

/** Whether a key, after its first folder, names the run of a job. */
export const namesJobRun = (key: string): boolean => runId.test(key.slice(key.indexOf('/')));
