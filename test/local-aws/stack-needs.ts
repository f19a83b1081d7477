import * as z from 'zod/mini';
import { creations } from '../../cli/doctor/stack-needs.ts';
import type { DeployedTemplate } from '../../infra/deployed-template.ts';
import type { Lab } from '../../lab/names.ts';
import type { NeededPermission } from './iam-needs.ts';

/** The kind of resource that an action of a service is about. */
const resources: Readonly<Record<string, string>> = {
  cloudwatch: 'alarm:',
  events: 'rule/',
  lambda: 'function:',
  logs: 'log-group:',
  scheduler: 'schedule/default/',
  sns: '',
  states: 'stateMachine:',
};

const roleProperties = z.object({
  Path: z.optional(z.string()),
  PermissionsBoundary: z.optional(z.string()),
});

/**
 * What whoever creates the stack needs: CloudFormation makes its resources with their rights. The local AWS makes them
 * without calls, so that no proxy sees them.
 *
 * @throws Error for a type that is not known here, so that none is overlooked, and for tags, which need more
 */
export const neededForStack = (
  { resources: all }: DeployedTemplate,
  { account, region, partition, name }: Lab,
): readonly NeededPermission[] =>
  all.flatMap(({ id, type, properties }) => {
    const { actions } = creations[type] ?? {};
    if (actions === undefined) throw new Error(`what does it take to create a ${type}? Say it in doctor`);
    if ('Tags' in properties) throw new Error(`${id} has tags: what do they need? Say it here`);
    return actions.map((action): NeededPermission => {
      const [service = ''] = action.split(':');
      // The simulator does not know HTTP APIs; what denies them here denies the whole service.
      if (service === 'apigateway')
        return { action, resource: `arn:${partition}:apigateway:${region}::/restapis`, context: {} };
      if (service !== 'iam') {
        const resource = `arn:${partition}:${service}:${region}:${account}:${resources[service]}${name}-${id}`;
        return { action, resource, context: {} };
      }
      const { Path = '/', PermissionsBoundary } = z.parse(roleProperties, properties);
      const kind = type === 'AWS::IAM::ManagedPolicy' ? 'policy' : 'role';
      return {
        action,
        resource: `arn:${partition}:iam::${account}:${kind}${Path}${name}-bootstrap-${id}`,
        context: PermissionsBoundary === undefined ? {} : { 'iam:PermissionsBoundary': PermissionsBoundary },
      };
    });
  });
