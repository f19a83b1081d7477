import type { Lab } from '../../lab/names.ts';
import type { LocalAws } from '../../local-aws/index.ts';
import { roleOf } from '../e2e/role-policies.ts';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { type NeededPermission, neededFor, RoleBoundaries } from './iam-needs.ts';
import { allows, type RolePolicies } from './iam-simulator.ts';

/** An endpoint that lets a function's call through if the function's role allows it, and otherwise answers AccessDenied. */
export interface EnforcingProxy extends Pick<FaultyProxy, 'endpoint' | 'calls' | 'stop'> {
  /** What was denied: `daybreak-plan: s3:GetObject on arn:…` */
  readonly denied: string[];
  /** Another role for a function, by its name, in place of the deployed one. */
  readonly instead: Map<string, RolePolicies>;
}

/**
 * Starts it in front of a local AWS, whose functions have to name themselves (`functionsNameThemselves`). What is asked
 * by anybody else passes.
 *
 * @param aws gives the local AWS once it has started
 */
export const startEnforcingProxy = async (aws: () => LocalAws): Promise<EnforcingProxy> => {
  const proxy = await startFaultyProxy(() => aws().endpoint);
  const denied: string[] = [];
  const instead = new Map<string, RolePolicies>();
  const deployed = new Map<string, Promise<RolePolicies>>();
  const decided = new Map<string, Promise<boolean>>();
  const boundaries = new RoleBoundaries();

  const roleFor = async (name: string): Promise<RolePolicies> => {
    const found = instead.get(name) ?? deployed.get(name) ?? roleOf(aws(), name);
    if (!instead.has(name)) deployed.set(name, Promise.resolve(found));
    return found;
  };

  const mayDo = (name: string, role: RolePolicies, needed: NeededPermission): Promise<boolean> => {
    if (instead.has(name)) return allows(role, needed);
    const key = JSON.stringify([name, needed]);
    const decision = decided.get(key) ?? allows(role, needed);
    decided.set(key, decision);
    return decision;
  };

  proxy.decide = async asked => {
    const { lambda } = asked;
    if (lambda === undefined) return 'passed';
    const { account, region } = aws();
    const lab: Lab = { name: 'daybreak', account, region, partition: 'aws' };
    const role = await roleFor(lambda);
    const call = { ...asked, body: asked.content };
    for (const needed of neededFor(call, lab, boundaries))
      if (!(await mayDo(lambda, role, needed))) {
        denied.push(`${lambda}: ${needed.action} on ${needed.resource}`);
        return 'denied';
      }
    boundaries.note(call);
    return 'passed';
  };
  return { endpoint: proxy.endpoint, calls: proxy.calls, stop: proxy.stop, denied, instead };
};
