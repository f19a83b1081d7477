/** Where the job runner answers with its token. */
export const healthPath = '/_daybreak/health';
