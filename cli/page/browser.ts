import open from 'open';

/** Whether a browser could be shown: not over SSH, and on Linux only with a display, or from Windows' Subsystem. */
const hasDisplay = ({
  SSH_CONNECTION,
  DISPLAY,
  WAYLAND_DISPLAY,
  WSL_DISTRO_NAME,
}: NodeJS.ProcessEnv): boolean =>
  !SSH_CONNECTION && (process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY || WSL_DISTRO_NAME));

/**
 * Opens the user's browser, if there is a display.
 * @returns whether it was started
 */
export const openBrowser = async (address: string, environment: NodeJS.ProcessEnv): Promise<boolean> => {
  if (!hasDisplay(environment)) return false;
  try {
    const child = await open(address);
    return await new Promise(resolve => {
      child.once('error', () => resolve(false));
      child.once('spawn', () => resolve(true));
    });
  } catch {
    return false;
  }
};
