import { Aws, type CfnCondition, Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnSecurityConfiguration } from 'aws-cdk-lib/aws-glue';
import { type Lab, securityConfigurationName } from '../lab/names.ts';

/** What encrypts the output, logs and bookmarks of the Glue jobs. */
export interface JobEncryption {
  /** Name of the security configuration; only where there is one. */
  readonly securityConfiguration: string;
  /** The same, or empty. */
  readonly orEmpty: string;
}

/** `arn:…:stack/<name>/51af3dc0-da77-…`: `51af3dc0` */
const stackPart = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));

/**
 * The security configuration of the jobs, if there is a key. It has no tags, so the lab could not know it for its own:
 * the stack owns it. It outlives the stack, because the jobs that name it do. Glue has no call that changes one, so that
 * another key needs another name. A script has to call Job.init for its bookmarks to be encrypted.
 * https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
 */
export const jobEncryption = (
  stack: Stack,
  lab: Lab,
  key: { readonly arn: string; readonly id: string },
  hasKey: CfnCondition,
): JobEncryption => {
  const kmsKeyArn = key.arn;
  const configuration = new CfnSecurityConfiguration(stack, 'JobEncryption', {
    name: securityConfigurationName(lab, stackPart, key.id),
    encryptionConfiguration: {
      s3Encryptions: [{ s3EncryptionMode: 'SSE-KMS', kmsKeyArn }],
      cloudWatchEncryption: { cloudWatchEncryptionMode: 'SSE-KMS', kmsKeyArn },
      jobBookmarksEncryption: { jobBookmarksEncryptionMode: 'CSE-KMS', kmsKeyArn },
    },
  });
  configuration.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  configuration.cfnOptions.condition = hasKey;
  return {
    securityConfiguration: configuration.ref,
    orEmpty: Fn.conditionIf(hasKey.logicalId, configuration.ref, '').toString(),
  };
};
