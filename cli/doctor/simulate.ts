import {
  type ContextEntry,
  type EvaluationResult,
  type IAMClient,
  paginateSimulatePrincipalPolicy,
} from '@aws-sdk/client-iam';
import { inParallel } from '../../lab/in-parallel.ts';
import { errorText } from '../../reconcile/aws-errors.ts';
import type { Need } from './check.ts';
import type { Principal } from './principal.ts';

/** Values of condition keys: `iam:PassedToService`. */
export type RequestContext = Readonly<Record<string, string>>;

/** Actions to simulate on one resource, in one request's context. */
export interface Question {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly context: RequestContext;
}

export interface Simulated extends Need {
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  /** Who denies it, or why nobody knows; empty if it is allowed. */
  readonly why: string;
  /** Condition keys that a policy asks about and that the request does not have. */
  readonly missingKeys: readonly string[];
  /** Whether it is a service control policy that denies it. */
  readonly byOrganisation: boolean;
}

/** The key that a request has only if the stack is given a boundary. */
export const boundaryKey = 'iam:PermissionsBoundary';

const whyOf = (result: EvaluationResult, byOrganisation: boolean): string => {
  if (byOrganisation) return 'a service control policy of the organisation denies it';
  const details = [result, ...(result.ResourceSpecificResults ?? [])];
  if (details.some(each => each.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false))
    return 'a permissions boundary denies it';
  return result.EvalDecision === 'explicitDeny' ? 'a policy denies it' : 'no policy allows it';
};

/**
 * IAM's answer to one action. A denial that hangs on a key that we can't know (an address, MFA, a tag) is `unknown`;
 * whether there is a boundary we know. Where the keys stand depends on whether the resource is `*`:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
const read = (result: EvaluationResult, resource: string): Simulated => {
  const keys = [result, ...(result.ResourceSpecificResults ?? [])].flatMap(
    each => each.MissingContextValues ?? [],
  );
  const missingKeys = [...new Set(keys)];
  const need = { action: result.EvalActionName ?? '', resource, missingKeys };
  const byOrganisation = result.OrganizationsDecisionDetail?.AllowedByOrganizations === false;
  if (result.EvalDecision === 'allowed' && !byOrganisation)
    return { ...need, verdict: 'allowed', why: '', byOrganisation };
  const others = missingKeys.filter(key => key !== boundaryKey);
  if (others.length > 0 && !byOrganisation)
    return { ...need, verdict: 'unknown', why: `it depends on ${others.join(', ')}`, byOrganisation };
  return { ...need, verdict: 'denied', why: whyOf(result, byOrganisation), byOrganisation };
};

const entries = (context: RequestContext): ContextEntry[] =>
  Object.entries(context).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyValues: [value],
    ContextKeyType: 'string',
  }));

const ask = async (
  iam: IAMClient,
  principal: Principal,
  { actions, resource, context }: Question,
): Promise<readonly Simulated[]> => {
  const unanswered = (why: string): readonly Simulated[] =>
    actions.map(action => ({
      action,
      resource,
      verdict: 'unknown',
      why,
      missingKeys: [],
      byOrganisation: false,
    }));
  if ('unknown' in principal) return unanswered(principal.unknown);
  try {
    const results: Simulated[] = [];
    const pages = paginateSimulatePrincipalPolicy(
      { client: iam },
      {
        PolicySourceArn: principal.arn,
        ActionNames: [...actions],
        ResourceArns: [resource],
        ContextEntries: entries(context),
      },
    );
    for await (const { EvaluationResults = [] } of pages)
      results.push(...EvaluationResults.map(each => read(each, resource)));
    const answered = new Set(results.map(({ action }) => action.toLowerCase()));
    const silent = actions.filter(action => !answered.has(action.toLowerCase()));
    return [...results, ...unanswered('IAM did not answer').filter(({ action }) => silent.includes(action))];
  } catch (error) {
    return unanswered(`IAM simulates nothing for this caller (${errorText(error)})`);
  }
};

/** IAM lets few calls a second simulate. */
const atOnce = 4;

/**
 * Asks IAM whether a user or role may do things, without doing them. What IAM's simulator does not know (service control
 * policies with conditions, policies of resources, of sessions and of VPC endpoints) can still deny what it allows:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
export const simulate = async (
  iam: IAMClient,
  principal: Principal,
  questions: readonly Question[],
): Promise<readonly Simulated[]> =>
  (await inParallel(atOnce, questions, question => ask(iam, principal, question))).flat();
