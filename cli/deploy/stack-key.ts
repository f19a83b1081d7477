import type { Stack } from '@aws-sdk/client-cloudformation';
import { makeKey } from '../../infra/parameter-declarations.ts';

/** The KMS key of a lab's stack. */
export interface StackKey {
  readonly arn: string;
  /** Whether the stack made it; it stays when the stack is deleted. */
  readonly made: boolean;
}

/** Undefined if the stack has no key of its own. */
export const stackKeyOf = ({ Outputs = [], Parameters = [] }: Stack): StackKey | undefined => {
  const arn = Outputs.find(({ OutputKey }) => OutputKey === 'KmsKey')?.OutputValue;
  const parameter = Parameters.find(({ ParameterKey }) => ParameterKey === 'KmsKeyArn')?.ParameterValue;
  return arn === undefined ? undefined : { arn, made: parameter === makeKey };
};
