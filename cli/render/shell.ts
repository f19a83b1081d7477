import { posixQuoted } from '../../lab/words/posix-word.ts';
import type { LabEnvironment } from '../env/lab-environment.ts';

/** Fish also has escapes between single quotes. */
const fishQuoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;

interface Shell {
  readonly set: (name: string, value: string) => string;
  readonly unset: (name: string) => string;
}

const posix: Shell = {
  set: (name, value) => `export ${name}=${posixQuoted(value)}`,
  unset: name => `unset ${name}`,
};

const fish: Shell = {
  set: (name, value) => `set -gx ${name} ${fishQuoted(value)}`,
  unset: name => `set -e ${name}`,
};

const shells = { sh: posix, bash: posix, zsh: posix, fish };

export type ShellName = keyof typeof shells;
export const shellNames = Object.keys(shells);

/** Commands for a shell. Without comments, which an interactive zsh does not accept. */
export const shellCommands = ({ variables, unset }: LabEnvironment, name: ShellName): string => {
  const shell = shells[name];
  return [
    ...unset.map(each => shell.unset(each)),
    ...Object.entries(variables).map(([each, value]) => shell.set(each, value)),
  ].join('\n');
};
