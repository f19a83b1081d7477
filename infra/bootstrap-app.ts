import { App } from 'aws-cdk-lib';
import { stackName } from '../lab/names.ts';
import { BootstrapStack } from './bootstrap-stack.ts';
import type { Bundles } from './bundle.ts';

/**
 * The CDK app: one stack and nothing around it.
 * @param outdir where `synth()` writes
 */
export const bootstrapApp = (bundles: Bundles, outdir: string): { app: App; stack: BootstrapStack } => {
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
  return { app, stack: new BootstrapStack(app, stackName({ name: 'daybreak' }), bundles) };
};
