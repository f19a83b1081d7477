import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { jsonOf } from '../../lab/json-of.ts';
import type { Lab } from '../../lab/names.ts';
import { errorText, isNamed } from '../../reconcile/aws-errors.ts';
import { type Check, listed } from './check.ts';

/** Who assumes the one role of a lab that may create none. */
const assuming = ['lambda', 'states', 'glue', 'scheduler', 'events'].map(name => `${name}.amazonaws.com`);

const oneOrMany = z.union([z.string(), z.array(z.string())]);
const trustSchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Principal: z.optional(z.union([z.string(), z.object({ Service: z.optional(oneOrMany) })])),
    }),
  ),
});

/** The services that a trust policy lets assume the role; undefined if it can't be read. */
const trusted = (encoded: string | undefined): readonly string[] | undefined => {
  const policy = z.safeParse(trustSchema, jsonOf(decodeURIComponent(encoded ?? '')));
  return policy.data?.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Principal }) => {
    const service = typeof Principal === 'object' ? Principal.Service : undefined;
    return service ?? [];
  });
};

/**
 * Looks at the role that the parameter ExistingRole names.
 * @param given its name, or its ARN
 */
export const existingRole = async (
  iam: IAMClient,
  { partition, account }: Lab,
  given: string,
): Promise<{ readonly arn: string; readonly isThere: boolean; readonly check: Check }> => {
  const RoleName = given.split('/').at(-1) ?? given;
  const arn = `arn:${partition}:iam::${account}:role/${given.split(':role/').at(-1)}`;
  const check = { part: 'Permissions', about: `use role ${RoleName}`, needs: [], found: '' } as const;
  const reading = { action: 'iam:GetRole', resource: arn };
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const services = trusted(Role?.AssumeRolePolicyDocument);
    const found = { arn: Role?.Arn ?? arn, isThere: true };
    if (services === undefined)
      return { ...found, check: { ...check, status: 'unknown', found: 'its trust policy is not readable' } };
    const lacking = assuming.filter(service => !services.includes(service));
    if (lacking.length === 0) return { ...found, check: { ...check, status: 'ok' } };
    return {
      ...found,
      check: {
        ...check,
        status: 'missing',
        found: `its trust policy does not name ${listed(lacking)}`,
        needs: [{ action: 'sts:AssumeRole', resource: found.arn }],
        ask: `Please let ${listed(lacking)} assume role ${found.arn} in account ${account}: the parts of a Daybreak lab run with it.`,
      },
    };
  } catch (error) {
    if (isNamed(error, 'NoSuchEntityException', 'NoSuchEntity'))
      return {
        arn,
        isThere: false,
        check: {
          ...check,
          status: 'missing',
          found: 'there is no such role',
          ask: `Give a role that exists in account ${account} with --parameter ExistingRole=….`,
        },
      };
    return {
      arn,
      isThere: true,
      check: { ...check, status: 'unknown', found: errorText(error), needs: [reading] },
    };
  }
};
