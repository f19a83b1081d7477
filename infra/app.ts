/** For people who have the CDK's command: `cdk synth` and `cdk diff` run this, as cdk.json says. */
import { bootstrapApp } from './bootstrap-app.ts';
import { bundleFunctions } from './bundle.ts';

const { app } = bootstrapApp(await bundleFunctions(), process.env.CDK_OUTDIR ?? 'dist/cdk.out');
app.synth();
