import { isDenied, isNamed } from './aws-errors.ts';

/**
 * Whether AWS refuses a call for its tags alone, or may do so: tags need a permission of their own, which sandboxes
 * deny, and in some regions a bucket cannot be created with tags.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
 * https://github.com/hashicorp/terraform-provider-aws/issues/45566
 */
export const areTagsRefused = (error: unknown): boolean =>
  isDenied(error) || isNamed(error, 'UnsupportedArgument', 'NotImplemented');

/**
 * Creates a resource with tags, or without them where AWS refuses them. Returns whether it has its tags.
 * @throws what AWS answers to the call without tags, such as that the resource itself may not be created
 */
export const createTagged = async (create: (withTags: boolean) => Promise<unknown>): Promise<boolean> => {
  try {
    await create(true);
    return true;
  } catch (error) {
    if (!areTagsRefused(error)) throw error;
  }
  await create(false);
  return false;
};

/** What a report says about a resource without tags. @param place what carries its mark */
export const untagged = (place: string): string => `tags are refused here: its mark is only in ${place}`;
