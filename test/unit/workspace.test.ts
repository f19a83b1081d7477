import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

test.each(['process.exit(130)', "throw new Error('x')", ''])(
  'what was converted is removed when the command ends: %s',
  end => {
    const module = join(import.meta.dirname, '../../cli/seed/convert/workspace.ts');
    const code = `
      import { existsSync, writeFileSync } from 'node:fs';
      const { workspaceOfCommand } = await import(${JSON.stringify(module)});
      const path = workspaceOfCommand.newPath('.parquet');
      writeFileSync(path, '');
      console.log(JSON.stringify({ path, isThere: existsSync(path) }));
      ${end}`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    const { path, isThere } = JSON.parse(stdout);
    expect([isThere, existsSync(join(path, '..'))]).toEqual([true, false]);
  },
);
