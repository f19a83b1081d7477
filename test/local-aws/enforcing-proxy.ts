import { functionName, type Lab, labFunctions } from '../../lab/names.ts';
import type { LocalAws } from '../../local-aws/index.ts';
import { roleOf } from '../e2e/role-policies.ts';
import { type FaultyProxy, isJsonService, startFaultyProxy, type Treatment } from './faulty-proxy.ts';
import { KnownRoles, type NeededPermission, neededFor } from './iam-needs.ts';
import { administrator, allows, type Overlay, type RolePolicies } from './iam-simulator.ts';

/** What an account is like for one lab in it. */
export interface AccountRules extends Overlay {
  /** The answer to `GetDataLakeSettings`; without it, nobody may ask. */
  readonly dataLakeSettings?: object | undefined;
}

const noRules: AccountRules = { denies: [] };

/** An endpoint that lets a call through if whoever makes it may make it, and otherwise answers AccessDenied. */
export interface EnforcingProxy extends Pick<FaultyProxy, 'endpoint' | 'calls' | 'stop'> {
  /** What was denied: `daybreak-plan: s3:GetObject on arn:…` */
  readonly denied: string[];
  /** Another role for a function, by its name, in place of the deployed one. */
  readonly instead: Map<string, RolePolicies>;
  /** The account's rules, by the name of the lab that they are for; a lab without an entry has none. */
  readonly rules: Map<string, AccountRules>;
  /** The lab that a command works on. Its calls are held against the rules of that lab; without one, they pass. */
  commandFor: string | undefined;
}

/** `daybreak-plan` is a function of `daybreak`. */
const labNameOf = (lambda: string): string => {
  const end = labFunctions.map(each => functionName({ name: '' }, each)).find(each => lambda.endsWith(each));
  return end === undefined ? lambda : lambda.slice(0, -end.length);
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html#access-denied-error-examples */
const denial = (
  service: string,
  who: string,
  { action, resource }: NeededPermission,
  by: string,
): Treatment => ({
  ...(isJsonService(service)
    ? { status: 400, code: 'AccessDeniedException' }
    : { status: 403, code: 'AccessDenied' }),
  message: `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${by}`,
});

/**
 * Starts it in front of a local AWS, whose functions have to name themselves (`functionsNameThemselves`). A function may
 * do what its role allows and the account's rules do not deny; a command is an administrator under these rules.
 *
 * @param aws gives the local AWS once it has started
 */
export const startEnforcingProxy = async (aws: () => LocalAws): Promise<EnforcingProxy> => {
  const proxy = await startFaultyProxy(() => aws().endpoint);
  const deployed = new Map<string, Promise<RolePolicies>>();
  const decided = new Map<string, Promise<string | undefined>>();
  const roles = new KnownRoles();

  const roleFor = async (name: string): Promise<RolePolicies> => {
    const found = enforcing.instead.get(name) ?? deployed.get(name) ?? roleOf(aws(), name);
    if (!enforcing.instead.has(name)) deployed.set(name, Promise.resolve(found));
    return found;
  };

  /** Why IAM denies it, in its words; undefined if it does not. */
  const whyNot = async (
    role: RolePolicies,
    needed: NeededPermission,
    { denies, boundary }: AccountRules,
  ): Promise<string | undefined> => {
    if (await allows(role, needed, { denies, boundary })) return undefined;
    if (!(await allows(role, needed)))
      return `because no identity-based policy allows the ${needed.action} action`;
    return (await allows(role, needed, { denies: [], boundary }))
      ? 'with an explicit deny in a service control policy'
      : `because no permissions boundary allows the ${needed.action} action`;
  };

  const decide = (who: string, role: RolePolicies, needed: NeededPermission, rules: AccountRules) => {
    if (enforcing.instead.has(who)) return whyNot(role, needed, rules);
    const key = JSON.stringify([who, needed, rules.denies]);
    const decision = decided.get(key) ?? whyNot(role, needed, rules);
    decided.set(key, decision);
    return decision;
  };

  proxy.decide = async asked => {
    const { lambda, service } = asked;
    const name = lambda === undefined ? enforcing.commandFor : labNameOf(lambda);
    if (name === undefined) return 'passed';
    const { account, region } = aws();
    const lab: Lab = { name, account, region, partition: 'aws' };
    const rules = enforcing.rules.get(name) ?? noRules;
    const learner = administrator(`arn:aws:iam::${account}:role/${name}-learner`);
    const role = lambda === undefined ? learner : await roleFor(lambda);
    // Whoever signs in is no role of the stack, so that the boundary of those does not hold for them.
    const held = lambda === undefined ? { ...rules, boundary: undefined } : rules;
    const who = lambda ?? `${name} command`;
    const call = { ...asked, body: asked.content };
    for (const asking of neededFor(call, lab, roles)) {
      const needed = { ...asking, context: { ...asking.context, 'aws:RequestedRegion': region } };
      const why = await decide(who, role, needed, held);
      if (why === undefined) continue;
      enforcing.denied.push(`${who}: ${needed.action} on ${needed.resource}`);
      return denial(service, role.arn, needed, why);
    }
    roles.note(call);
    // The local AWS has no Lake Formation.
    if (service === 'lakeformation' && rules.dataLakeSettings !== undefined)
      return { answer: { DataLakeSettings: rules.dataLakeSettings } };
    return 'passed';
  };
  const enforcing: EnforcingProxy = {
    endpoint: proxy.endpoint,
    calls: proxy.calls,
    stop: proxy.stop,
    denied: [],
    instead: new Map(),
    rules: new Map(),
    commandFor: undefined,
  };
  return enforcing;
};
