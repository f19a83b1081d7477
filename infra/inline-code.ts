import { brotliCompressSync } from 'node:zlib';
import { functionTitle } from '../functions/all.ts';
import { daybreakVersion } from '../lab/daybreak-version.ts';
import type { LabFunctionName } from '../lab/names.ts';
import { base91 } from './base91.ts';

/**
 * The `index.js` of a function: a few lines that say what it is and unpack the rest in memory. It is ASCII, because
 * CloudFormation does not handle other characters reliably.
 *
 * `exports.handler` is spelled out, so that both `import` and `require` of the file find it.
 *
 * @param source CommonJS that exports `handler`, without `import()`, which code compiled by `vm` can't load
 */
export const inlineCode = (name: LabFunctionName, source: string): string => `\
// Daybreak ${daybreakVersion}, ${functionTitle(name)}.
//
// Made from functions/${name}/ of Daybreak's repository, and compressed: all functions share one template. There,
// \`npm run trace\` finds the sources of a stack trace. To read this code, download the file and run
//   node index.js > ${name}.js
'use strict';
const { compileFunction } = require('node:vm');
const { brotliDecompressSync } = require('node:zlib');

const unpacked = { exports: {} };
// Base 91: two characters for 13 bits, or for 14 if the lower 13 are at most 88.
const digit = code => code - 33 - (code > 34) - (code > 39) - (code > 92);
const bytesOf = text => {
  const bytes = [];
  for (let i = 0, held = 0, bits = 0; i < text.length; i += 2) {
    const word = digit(text.charCodeAt(i)) + 91 * digit(text.charCodeAt(i + 1));
    held |= word << bits;
    for (bits += (word & 8191) > 88 ? 13 : 14; bits > 7; bits -= 8, held >>= 8) bytes.push(held & 255);
  }
  return Buffer.from(bytes);
};
const load = packed => {
  const source = brotliDecompressSync(bytesOf(packed)).toString();
  if (require.main === module) process.stdout.write(source);
  else
    compileFunction(source, ['exports', 'require', 'module'], { filename: '${name}.js' })(
      unpacked.exports,
      require,
      unpacked,
    );
  return unpacked.exports;
};

exports.handler = load('${base91(brotliCompressSync(source))}').handler;
`;
