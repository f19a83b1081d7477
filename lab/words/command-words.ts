import type { Lab } from '../names.ts';

/** Commands as one types them: with the options that lead back to the same lab. */
export const commandWords =
  ({ name }: Pick<Lab, 'name'>, isLocal: boolean) =>
  (command: string): string =>
    [
      `npx daybreak ${command}`,
      ...(isLocal ? ['--local'] : []),
      ...(name === 'daybreak' ? [] : ['--lab', name]),
    ].join(' ');
