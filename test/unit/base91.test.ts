import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { base91 } from '../../infra/base91.ts';
import { inlineCode } from '../../infra/inline-code.ts';

test('is ASCII that neither JSON nor JavaScript has to escape, and takes 1.23 characters a byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4_000 }), bytes => {
      const text = base91(bytes);
      expect(text).toMatch(/^[!-~]*$/);
      expect(text).not.toMatch(/["'\\]/);
      expect(text.length).toBeLessThanOrEqual(Math.ceil((bytes.length * 8) / 13) * 2);
    }),
  );
  const code = brotliCompressSync(Array.from({ length: 5_000 }, (_, at) => Math.sin(at)).join('\n'));
  expect(base91(code).length / code.length).toBeLessThan(1.24);
});

test('a function finds the same bytes again, whatever they are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybreak-base91-'));
  try {
    // The decoder of a real function, for many texts in one process.
    const decoder = /const digit[\s\S]*?\n};\n/.exec(inlineCode('plan', ''))?.[0] ?? '';
    const samples = [
      ...fc.sample(fc.uint8Array({ maxLength: 300 }), 500),
      Uint8Array.from({ length: 256 }, (_, at) => at),
      new Uint8Array(100),
      new Uint8Array(101).fill(255),
    ];
    const texts = samples.map(base91);
    const file = join(folder, 'decode.cjs');
    writeFileSync(
      file,
      `${decoder}console.log(JSON.stringify(${JSON.stringify(texts)}.map(text => bytesOf(text).toString('hex'))))`,
    );
    const decoded: readonly string[] = JSON.parse(
      execFileSync(process.execPath, [file], { encoding: 'utf8' }),
    );
    for (const [at, bytes] of samples.entries()) {
      const hex = Buffer.from(bytes).toString('hex');
      // Bits that fill the last word up may make one byte more.
      expect([hex, `${hex}00`]).toContain(decoded[at]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
