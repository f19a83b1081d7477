import type { Answer, Context } from '../command.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { apiUrlIn } from '../endpoint/api-url.ts';
import { labEnvironment } from '../env/lab-environment.ts';
import { type ShellName, shellCommands } from '../render/shell.ts';
import { openSession, within } from '../session.ts';

export interface EnvOptions {
  readonly shell: ShellName;
}

/** The environment for programs that work on a lab. @throws NoSuchLab, NoLocalAws */
export const env = async ({ target }: Context, { shell }: EnvOptions): Promise<Answer> => {
  const session = await openSession(target);
  return within(session, async () => {
    const environment = labEnvironment(session, apiUrlIn(await deployedStack(session)), process.env);
    return { document: environment, text: shellCommands(environment, shell) };
  });
};
