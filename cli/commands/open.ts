import type { Answer, Context } from '../command.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { messageOf, UsageError } from '../errors.ts';
import { openBrowser } from '../page/browser.ts';
import { liveLab } from '../page/live-lab.ts';
import { servePage } from '../page/serve.ts';
import { silent } from '../render/progress.ts';
import { openSession, within } from '../session.ts';
import { lookAt } from './status.ts';

export interface OpenOptions {
  readonly port?: string;
  /** `--no-browser`: only prints the address. */
  readonly browser: boolean;
}

const portOf = (given = '0'): number => {
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_535)
    throw new UsageError(`--port '${given}' is not a port: give one from 1 to 65535.`);
  return port;
};

const untilInterrupted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Serves the lab's page on this machine, until Ctrl-C.
 * @throws NoSuchLab; UsageError for what is not a port; Failed if the port is taken
 */
export const open = async (
  { target, interrupt, progress, answer }: Context,
  options: OpenOptions,
): Promise<Answer> => {
  const port = portOf(options.port);
  const session = await openSession(target);
  return within(session, async () => {
    const stack = await deployedStack(session);
    // The page says itself what the look finds, and the terminal is not where its reader is.
    const quietly = { interrupt, progress: silent };
    const lab = liveLab(
      session,
      interrupt,
      async last => (await lookAt(quietly, session, stack, last)).status,
    );
    const { address, once, stop } = await servePage({ ...lab, wordsOf: messageOf }, port);
    const document = { lab: session.lab.name, address };
    // Whoever reads it wants to use the page while it is there.
    answer?.(document);
    const isOpened = options.browser && (await openBrowser(once, process.env));
    await progress.note(`Lab ${session.lab.name} is at ${address}`);
    await progress.note(
      `${isOpened ? 'It opens in your browser.' : 'Open it in a browser on this machine.'} Anybody with the address can run queries, so keep it to yourself. Ctrl-C stops it.`,
    );
    await untilInterrupted(interrupt.signal);
    await stop();
    return { document, text: 'Stopped.' };
  });
};
