/**
 * Attempts of a call that AWS throttles or does not answer. The SDK's three are too few for a new account when all steps
 * begin at once. Its waits grow, have full jitter, and end at 20 seconds:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const attempts = 8;

/** The same for every client of a function, in its environment. */
export const sdkSettings = { AWS_MAX_ATTEMPTS: /* @__PURE__ */ String(attempts), AWS_RETRY_MODE: 'standard' };

/**
 * Milliseconds to wait before something is tried again: anything up to `most`, so that those who collided do not collide
 * again. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const fullJitter = (most: number): number => Math.random() * most;

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
 * For functions and the command, where no call takes long: all attempts and the waits between them end before a function
 * does, so that its error can say which call it was (`test/unit/retry-budget.test.ts`).
 */
export const awsCalls = waiting(10);

/** For what somebody waits for at the endpoint: API Gateway ends a call after 30 seconds. */
export const endpointCalls = () => ({ ...waiting(6, 1), maxAttempts: 3 });

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
