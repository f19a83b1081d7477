/** `npm run synth`: writes dist/daybreak.template.json and prints its size. */
import { mkdir, writeFile } from 'node:fs/promises';
import { type Synthesis, synthesize, TemplateTooLarge, templateLimit } from './synthesize.ts';

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} KB`;

const write = async ({ template, bundles }: Synthesis): Promise<void> => {
  const folder = new URL('../dist/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('daybreak.template.json', folder), template);
  const lines = [
    ...Object.entries(bundles).map(([name, bytes]) => `${kilobytes(bytes)}  ${name}`),
    `${kilobytes(Buffer.byteLength(template))}  dist/daybreak.template.json (at most ${templateLimit / 1000} KB)`,
  ];
  console.log(lines.join('\n'));
};

try {
  await write(await synthesize());
} catch (error) {
  if (!(error instanceof TemplateTooLarge)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
