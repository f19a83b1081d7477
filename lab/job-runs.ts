/**
 * Argument that tells of a job run which execution started it; a job's script ignores what it does not know. Whoever
 * starts a job for a rebuild gives it, so that the run is stopped when the rebuild is.
 */
export const jobRunArgument = '--daybreak-run';
