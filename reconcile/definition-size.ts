import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { refuseSize } from '../lab/read-definition.ts';

/**
 * Refuses a `lab.json` that is too large, by its size and before it is read.
 * @param what names it in the message
 * @throws InvalidDefinition
 */
export const refuseLargeDefinition = async (
  { Body, ContentLength }: Pick<GetObjectCommandOutput, 'Body' | 'ContentLength'>,
  what: string,
): Promise<void> => {
  try {
    refuseSize(ContentLength, what);
  } catch (error) {
    await Body?.transformToWebStream().cancel();
    throw error;
  }
};
