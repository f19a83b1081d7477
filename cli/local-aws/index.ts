export { clientConfig, clientEnvironment } from './environment.ts';
export { localAwsHome } from './options.ts';
export { findLocalAws, type LocalAws } from './running.ts';
export { startLocalAws } from './start.ts';
export { stopLocalAws, wipeLocalAws } from './stop.ts';
