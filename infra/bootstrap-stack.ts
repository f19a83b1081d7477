import { LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { stateName, steps } from '../lab/names.ts';
import { accountRules } from './account-rules.ts';
import type { Bundles } from './bundle.ts';
import { environments } from './environments.ts';
import { deployedLab, labArns } from './lab-arns.ts';
import { declareOutputs } from './outputs.ts';
import { declareParameters } from './parameters.ts';
import { stepPermissions } from './permissions.ts';
import { RebuildMachine } from './rebuild-machine.ts';
import { readSeed, seedOf } from './seed.ts';
import { Step } from './step.ts';

/**
 * All that has to be in an account before a lab can build itself: the state machine and its functions. The lab is
 * not in here, so that deleting the stack takes nobody's data along.
 */
export class BootstrapStack extends Stack {
  constructor(scope: Construct, id: string, bundles: Bundles) {
    super(scope, id, {
      description:
        'Daybreak: an analytics lab that rebuilds itself. Start its state machine to build the lab.',
      // One file that a browser can upload: no assets, no bootstrapped account, no parameter or rule that asks for one.
      synthesizer: new LegacyStackSynthesizer(),
      analyticsReporting: false,
    });
    const parameters = declareParameters(this);
    const rules = accountRules(this, parameters);
    const seed = seedOf(this, parameters);
    const lab = deployedLab(parameters('LabName'));
    const arns = labArns(lab, rules.rolePath);
    const environmentOf = environments(lab, arns, rules, parameters);

    const functions = steps.map(name => {
      const { statements, readsSeed } = stepPermissions[name](arns);
      const step = new Step(this, stateName(name), {
        lab,
        name,
        rules,
        code: bundles[name],
        environment: environmentOf[name],
        statements: readsSeed ? [...statements, ...readSeed(seed)] : statements,
      });
      return [name, step.function] as const;
    });
    const { stateMachine } = new RebuildMachine(this, 'Rebuild', lab, rules, new Map(functions));
    declareOutputs(this, lab, stateMachine.stateMachineArn, seed, parameters);
  }
}
