/**
 * How an AWS client waits. The SDK sets no time-outs of its own, so that one call that hangs would cost a whole step. A
 * call that runs out of time is tried again, as often as `AWS_MAX_ATTEMPTS` says.
 *
 * @param seconds for which a call may be silent: until its answer begins, and from one part of the answer to the next
 * @param connecting seconds that a connection may take
 */
export const waiting = (seconds: number, connecting = 2) => ({
  requestHandler: {
    connectionTimeout: connecting * 1_000,
    requestTimeout: seconds * 1_000,
    socketTimeout: seconds * 1_000,
    throwOnRequestTimeout: true,
  },
});

/** How functions and the command call AWS where no call takes long. */
export const awsCalls = waiting(15);

/** A seed may lie in another region: S3 then answers 301, and the client asks in the region that it names. */
const otherRegions = { followRegionRedirects: true };

export const s3Calls = { ...awsCalls, ...otherRegions };

/** For S3 where it copies: CopyObject takes up to 5 GB, and answers when that is done. */
export const s3Copies = { ...waiting(180), ...otherRegions };

/** For S3 where bytes of ours go up: a call may take as long as it likes, and be silent for a minute. */
export const s3Uploads = {
  requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  ...otherRegions,
};
