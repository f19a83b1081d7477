import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Artifact, ensureArtifact } from '../maven/artifact.ts';
import type { OnProgress } from '../options.ts';

/** S3A of the Hadoop in PySpark 3.5.4 (3.3.4), and the AWS SDK that this S3A was built with. Chosen on 2026-11-21. */
const s3aJars: readonly Artifact[] = [
  {
    path: 'org/apache/hadoop/hadoop-aws/3.3.4/hadoop-aws-3.3.4.jar',
    sha512:
      'b48a67a6af0b9885c05459b81d97ec07c30e30f889f6730966771d6a6d70cb3e856c29661b17c16a62a07044a4655467d682147b52a89651a137d146181fc284',
  },
  {
    path: 'com/amazonaws/aws-java-sdk-bundle/1.12.262/aws-java-sdk-bundle-1.12.262.jar',
    sha512:
      '4231e69dfc4b952575579d5310e97abfc931f44f2184a71ce2072970d12623200f3adb346fea131c75c515188f665ae7912d2516becc14307cda144acb52e3f6',
  },
];

/** Puts the jars that Spark needs for S3 into a folder. @throws ArtifactFailed */
export const ensureS3aJars = async (folder: string, onProgress?: OnProgress): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const jar of s3aJars) await ensureArtifact(jar, join(folder, basename(jar.path)), onProgress);
};
