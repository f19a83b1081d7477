/** For users of the CDK's command line: `cdk synth` and `cdk diff` run this file, see cdk.json. */
import { bootstrapApp } from './bootstrap-stack.ts';
import { bundleFunctions } from './bundle.ts';

const { app } = bootstrapApp(await bundleFunctions(), process.env.CDK_OUTDIR ?? 'dist/cdk.out');
app.synth();
