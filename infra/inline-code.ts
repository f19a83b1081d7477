import { brotliCompressSync } from 'node:zlib';
import { functionTitle } from '../functions/all.ts';
import type { LabFunctionName } from '../lab/names.ts';
import { daybreakVersion } from '../lab/version.ts';
import { base85 } from './base85.ts';

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
// Made from functions/${name}/ of Daybreak's repository, and compressed: all functions share one template. To read it,
// and to find the lines of stack traces, download this file and run
//   node index.js > ${name}.js
'use strict';
const { compileFunction } = require('node:vm');
const { brotliDecompressSync } = require('node:zlib');

const unpacked = { exports: {} };
// Base 85: five characters for four bytes, little-endian.
const bytesOf = text => {
  const words = new Uint32Array(text.length / 5);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    words[(i / 5) | 0] = words[(i / 5) | 0] * 85 + code - (code > 91 ? 41 : 40);
  }
  return Buffer.from(words.buffer);
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

exports.handler = load('${base85(brotliCompressSync(source))}').handler;
`;
