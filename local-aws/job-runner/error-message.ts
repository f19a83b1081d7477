/** What Spark and Python say besides the reason. */
const chatter = [
  /^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d (TRACE|DEBUG|INFO|WARN|ERROR) /,
  /^(Setting default log level|To adjust logging level|WARNING: )/,
  /^\s/,
  /^$/,
];

/**
 * Why a script failed, from what it wrote to standard error: the exception of its last traceback, or else the last line
 * that is no log.
 */
export const errorMessage = (errors: string): string | undefined => {
  const lines = errors.split('\n').map(line => line.trimEnd());
  const traceback = lines.lastIndexOf('Traceback (most recent call last):');
  const raised = traceback < 0 ? undefined : lines.slice(traceback + 1).find(line => /^\S/.test(line));
  return raised ?? lines.findLast(line => !chatter.some(pattern => pattern.test(line)));
};
