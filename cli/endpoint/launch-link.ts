import { stackName } from '../../lab/names.ts';
import { formatSeedUri, type SeedUri } from '../../lab/seed-uri.ts';

/** Beside the seed's `lab.json`. */
export const templateFile = 'daybreak.template.json';

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** Where CloudFormation finds the template beside a seed. */
export const templateUrl = ({ bucket, prefix }: SeedUri, region: string): string => {
  const path = encoded(`${prefix}${templateFile}`);
  // S3's certificate does not cover bucket names with a dot.
  return bucket.includes('.')
    ? `https://s3.${region}.amazonaws.com/${bucket}/${path}`
    : `https://${bucket}.s3.${region}.amazonaws.com/${path}`;
};

/**
 * A link that opens the console with a stack ready to be created.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html
 * @param region the bucket's, so that the lab is in the same region as its seed
 */
export const launchLink = (seed: SeedUri, region: string, labName: string): string => {
  const query = Object.entries({
    templateURL: templateUrl(seed, region),
    stackName: stackName({ name: labName }),
    param_LabName: labName,
    param_SeedUri: formatSeedUri(seed),
  }).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/quickcreate?${query.join('&')}`;
};
