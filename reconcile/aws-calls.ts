/**
 * Time-outs of an AWS client. The SDK sets none, so one call that hangs would cost a whole step. A call that times out
 * is retried, as often as `AWS_MAX_ATTEMPTS` allows.
 *
 * @param seconds that a call may be silent, before its answer begins and between two parts of the answer
 * @param connecting seconds that connecting may take
 */
export const waiting = (seconds: number, connecting = 2) => ({
  requestHandler: {
    connectionTimeout: connecting * 1_000,
    requestTimeout: seconds * 1_000,
    socketTimeout: seconds * 1_000,
    throwOnRequestTimeout: true,
  },
});

/**
 * For functions and the command, where no call takes long: eight attempts, and the SDK's waits between them, end before
 * a function does, so that its error can say which call it was.
 */
export const awsCalls = waiting(10);

/** A seed may be in another region: S3 then answers 301, and the client follows to the region that it names. */
const otherRegions = { followRegionRedirects: true };

export const s3Calls = { ...awsCalls, ...otherRegions };

/**
 * Copies that one function has under way: enough to hide S3's latency, and few enough that one bad moment for all of them
 * does not use up the SDK's allowance of retries (500 tokens, of which a time-out takes ten).
 */
export const copiesAtOnce = 32;

/**
 * For copies within S3: CopyObject takes up to 5 GB and answers only when it is done. S3 takes 3,500 writes a second for
 * each prefix and answers SlowDown above that; the client then lowers its rate, and raises it again as far as S3 lets
 * it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 */
export const s3Copies = () => {
  // One for each copy, on purpose: the SDK has 50 by default.
  const sockets = { maxSockets: copiesAtOnce, keepAlive: true };
  return {
    requestHandler: { ...waiting(180).requestHandler, httpAgent: sockets, httpsAgent: sockets },
    retryMode: 'adaptive',
    ...otherRegions,
  };
};

/** For uploads to S3: a call may take any time, but may be silent only for a minute. */
export const s3Uploads = {
  requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  ...otherRegions,
};
