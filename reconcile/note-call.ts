/** Keys of a request that name what it is about; an `Input` is a whole thing with a name. */
const naming = /(Names?|Bucket|Key|Group|Ids?|A(RN|rn)|Input)$/;

/** Notes in an error which call it answers, because AWS's own texts seldom say it: `CreateTable daybreak_sor/tbl_x` */
export const noteCall = (error: unknown, command = '', request: object): void => {
  const names = Object.entries(request).flatMap(([key, value]) =>
    naming.test(key) ? [value?.Name ?? value] : [],
  );
  const call = `${command.replace('Command', '')} ${names.join('/').slice(0, 200)}`;
  if (error instanceof Error) Object.assign(error, { call });
};
