import { brotliCompressSync } from 'node:zlib';
import { functionTitle } from '../functions/all.ts';
import type { LabFunctionName } from '../lab/names.ts';
import { daybreakVersion } from '../lab/version.ts';

/**
 * The `index.js` of a function: a few lines that say what it is and unpack the rest in memory. They are ASCII, which is
 * all that CloudFormation is at ease with.
 *
 * `exports.handler` is spelled out, so that an `import` of the file finds it as well as a `require`.
 *
 * @param source CommonJS that exports `handler`, without `import()`: code that `vm` compiles has no loader for that
 */
export const inlineCode = (name: LabFunctionName, source: string): string => `\
// Daybreak ${daybreakVersion}, ${functionTitle(name)}.
//
// It is made from functions/${name}/ in Daybreak's repository. The code travels compressed, because all functions
// have to fit into one CloudFormation template. To read it, download this file and run
//
//   node index.js > ${name}.js
//
// Stack traces give lines of that file.
'use strict';
const { compileFunction } = require('node:vm');
const { brotliDecompressSync } = require('node:zlib');

const unpacked = { exports: {} };
const load = packed => {
  const source = brotliDecompressSync(Buffer.from(packed, 'base64')).toString();
  if (require.main === module) process.stdout.write(source);
  else
    compileFunction(source, ['exports', 'require', 'module'], { filename: '${name}.js' })(
      unpacked.exports,
      require,
      unpacked,
    );
  return unpacked.exports;
};

exports.handler = load('${brotliCompressSync(source).toString('base64')}').handler;
`;
