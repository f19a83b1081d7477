/**
 * Notes in an error which call it answers, because AWS's own texts seldom say it: `GetDatabase {"Name":"daybreak_sor"}`.
 * A request begins with the names of what it is about; what follows may be long.
 */
export const noteCall = (error: unknown, command = '', request: object): void => {
  const asked = JSON.stringify(request, (key, value) => (key === 'Body' ? undefined : value));
  if (error instanceof Error)
    Object.assign(error, { call: `${command.replace('Command', '')} ${asked.slice(0, 150)}` });
};
