import { writeFileSync } from 'node:fs';
import { sampleDefinitionJson } from './definition.ts';

writeFileSync(new URL('lab.json', import.meta.url), sampleDefinitionJson());
