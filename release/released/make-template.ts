import { readFile } from 'node:fs/promises';

/** The bootstrap stack's template, which comes with the release. */
export const makeTemplate = (): Promise<string> =>
  readFile(new URL('../../daybreak.template.json', import.meta.url), 'utf8');
