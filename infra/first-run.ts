import { createHash } from 'node:crypto';
import { CfnCustomResource, RemovalPolicy } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { rebuildDefinition } from '../statemachine/read.ts';
import type { Bundles } from './bundle.ts';
import { scheduleSettings } from './schedule.ts';

interface Properties {
  readonly function: IFunction;
  /** The parameter `RebuildOnCreate`. */
  readonly wanted: string;
  readonly bundles: Bundles;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Changes whenever what a rebuild does changes, and with the schedule, whose start is only good for a new one: an
 * update of an old schedule would give it a start in the past, which EventBridge Scheduler refuses.
 */
const versionOf = (bundles: Bundles): string =>
  createHash('sha256')
    .update(JSON.stringify([bundles, rebuildDefinition(), scheduleSettings]))
    .digest('hex')
    .slice(0, 16);

/** Seconds that CloudFormation waits for the function's answer, which comes at once; the default is an hour. */
const patience = 90;

/**
 * Starts a rebuild when the stack is created, and when an update changes what a rebuild does: the code or a parameter.
 * The stack does not wait for the run.
 */
export class FirstRun extends Construct {
  /** Link to that run in the console; empty if none was started. */
  readonly link: string;
  /** When the stack's schedule may begin, and its name: both new with every run that the stack starts. */
  readonly schedule: { readonly start: string; readonly name: string };

  constructor(scope: Construct, id: string, properties: Properties) {
    super(scope, id);
    const run = new CfnCustomResource(this, 'Run', {
      serviceToken: properties.function.functionArn,
      serviceTimeout: patience,
    });
    run.addPropertyOverride('Wanted', properties.wanted);
    run.addPropertyOverride('Version', versionOf(properties.bundles));
    run.addPropertyOverride('Parameters', properties.parameters);
    // There is nothing to delete. Without a delete request, deleting the stack never waits for a function that somebody
    // has already deleted, or that is gone with a wiped account.
    run.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.link = run.getAtt('Link').toString();
    this.schedule = {
      start: run.getAtt('ScheduleStart').toString(),
      name: run.getAtt('ScheduleName').toString(),
    };
  }
}
