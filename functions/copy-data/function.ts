import { zones } from '../../lab/names.ts';
import { fromDefinition } from '../../lab/statement.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';
import { saveDisplaced } from '../frame/statements.ts';

/**
 * After this, the rest is handed over to the next invocation. What is under way then has as long as the longest call
 * may take (`s3Copies`), with a retry.
 */
export const secondsToCopy = 480;

export const declaration = {
  title: 'the datasets, copied from the seed',
  memory: 1024,
  timeout: 900,
  environment: [],
  kinds: { ensure: ['dataset'] },
  readsSeed: true,
  statements: arns => [
    saveDisplaced(arns),
    {
      // For what the lab itself has put there for an earlier definition, and for what a person asks to set aside. IAM
      // cannot tell those apart, but it sees to it that nothing is deleted that the function has not seen: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html
      actions: ['s3:DeleteObject'],
      resources: zones.map(zone => arns.objects(zone)),
      wildcard: fromDefinition,
      condition: { Null: { 's3:if-match': 'false' } },
    },
  ],
} satisfies FunctionDeclaration;
