import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * A headless Chromium without a profile and without calls to online services.
 * @param host a name that resolves to 127.0.0.1
 * @throws if there is no Chromium on this machine
 */
export const startBrowser = (host: string): Promise<Browser> => {
  if (!existsSync(executablePath))
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it (on Debian: \`sudo apt-get install chromium\`), or set ` +
        'CHROMIUM to the path of one.',
    );
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({
    executablePath,
    chromiumSandbox: false,
    args: [
      ...args,
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
    ],
  });
};
