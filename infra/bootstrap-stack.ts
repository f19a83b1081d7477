import { App, CfnCondition, Fn, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { stackName } from '../lab/names.ts';
import { accountRules } from './account-rules.ts';
import type { Bundles } from './bundle.ts';
import { deployedArns, deployedLab } from './deployed-lab.ts';
import { Endpoint } from './endpoint.ts';
import { FirstRun } from './first-run.ts';
import { declareFunctions } from './functions.ts';
import { JobBoundary } from './job-boundary.ts';
import { labKey } from './lab-key.ts';
import { LearnerPolicy } from './learner-policy.ts';
import { Notices } from './notices.ts';
import { declareOutputs } from './outputs.ts';
import { declareParameters, parameterValues } from './parameters.ts';
import { RebuildMachine } from './rebuild-machine.ts';
import { ResetRule } from './reset-rule.ts';
import { RunEndedRule } from './run-ended-rule.ts';
import { Schedule } from './schedule.ts';
import { seedOf } from './seed.ts';
import { variableValues } from './variables.ts';

/**
 * Everything that an account needs before a lab can build itself: the state machine, its functions, and what starts a
 * rebuild. The lab itself is not part of the stack, so deleting the stack deletes no data.
 */
export class BootstrapStack extends Stack {
  constructor(scope: Construct, id: string, bundles: Bundles) {
    super(scope, id, {
      description:
        'Daybreak: an analytics lab that rebuilds itself. Start its state machine to build the lab.',
      // One file that a browser can upload: no assets, and no bootstrapped account, nor a parameter or rule that
      // requires one.
      synthesizer: new LegacyStackSynthesizer(),
      analyticsReporting: false,
    });
    const parameters = declareParameters(this);
    const rules = accountRules(this, parameters);
    const seed = seedOf(this, parameters);
    const lab = deployedLab(parameters('LabName'));
    const key = labKey(this, lab, parameters);
    const resources = deployedArns(lab, rules.rolePath);
    const boundary = parameters('PermissionsBoundaryArn');
    const { arn: jobBoundary } = new JobBoundary(
      this,
      'JobBoundary',
      resources,
      rules,
      key,
      boundary,
      parameters('JobPolicies'),
    );
    const arns = { ...resources, jobBoundary };
    const email = parameters('NotifyEmail');
    const toBeTold = new CfnCondition(this, 'HasNotifyEmail', {
      expression: Fn.conditionNot(Fn.conditionEquals(email, '')),
    });
    const functions = declareFunctions(this, {
      lab,
      rules,
      arns,
      key,
      seed,
      bundles,
      variables: variableValues(lab, arns, rules, parameters, key, toBeTold),
    });
    const rebuild = new RebuildMachine(this, 'Rebuild', lab, rules, key, functions);
    const { stateMachineArn } = rebuild.stateMachine;
    new ResetRule(this, 'ResetRule', rules, stateMachineArn);
    const endpoint = new Endpoint(this, 'Http', lab, rules, key, parameters('Endpoint'), functions('api'));
    new Notices(this, 'Notices', lab, key, stateMachineArn, toBeTold, email);
    const afterwards = new RunEndedRule(this, 'RunEndedRule', stateMachineArn, functions('report'));

    const firstRun = new FirstRun(this, 'StackRun', {
      function: functions('first-run'),
      wanted: parameters('RebuildOnCreate'),
      bundles,
      parameters: parameterValues(this),
    });
    // The machine depends on its functions, and those on their roles and policies.
    firstRun.node.addDependency(rebuild.stateMachine, afterwards);
    new Schedule(this, 'Schedule', {
      rules,
      stateMachineArn,
      expression: parameters('ScheduleExpression'),
      first: firstRun.schedule,
    });
    const learnerPolicy = new LearnerPolicy(
      this,
      'Learners',
      lab,
      resources,
      key,
      endpoint,
      rules.rolePath,
      parameters('LearnerPolicy'),
    );
    declareOutputs(
      this,
      lab,
      { stateMachineArn, firstRun: firstRun.link, endpoint, key, learnerPolicy },
      seed,
      parameters,
    );
  }
}

/**
 * The CDK app, with just this stack.
 * @param outdir where `synth()` writes
 */
export const bootstrapApp = (bundles: Bundles, outdir: string): { app: App; stack: BootstrapStack } => {
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
  return { app, stack: new BootstrapStack(app, stackName({ name: 'daybreak' }), bundles) };
};
