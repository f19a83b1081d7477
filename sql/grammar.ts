import type * as Antlr from 'antlr4ng';
import type { CharStream, CommonTokenStream, Lexer, Parser } from 'antlr4ng';

/** One of Athena's grammars, ready to parse: what ANTLR made of it, and ANTLR itself (visitors, tokens). */
export interface Grammar<P extends Parser> {
  readonly antlr: typeof Antlr;
  readonly Lexer: new (input: CharStream) => Lexer;
  readonly Parser: {
    new (input: CommonTokenStream): P;
    readonly ruleNames: readonly string[];
    readonly symbolicNames: readonly (string | null)[];
  };
}

/**
 * Bundles a grammar and imports it. dt-sql-parser is written for bundlers: it has ES modules without `"type": "module"`
 * and imports files without their ending, so neither Node nor Jest can load it as it is. Takes about half a second.
 */
export const loadGrammar = async <G>(language: 'hive' | 'trino', prefix: string): Promise<G> => {
  const from = `dt-sql-parser/dist/lib/${language}/${prefix}`;
  const { buildSync } = await import('esbuild');
  const { outputFiles } = buildSync({
    stdin: {
      contents: `
        export * as antlr from 'antlr4ng';
        export { ${prefix}Lexer as Lexer } from '${from}Lexer.js';
        export { ${prefix}Parser as Parser } from '${from}Parser.js';`,
      resolveDir: import.meta.dirname,
    },
    // Jest looks up a global name slowly each time, and ANTLR hashes a lot.
    banner: { js: 'const { Array, Map, Math, Number, Object, Set, String } = globalThis;' },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`);
};
