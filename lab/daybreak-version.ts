import { readFileSync } from 'node:fs';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** Daybreak's version, from package.json. In a function's bundle it is data: infra/bundle.ts. */
export const daybreakVersion = manifest.version;
