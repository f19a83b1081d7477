export { clientConfig, clientEnvironment } from './environment.ts';
export { LocalAwsFailed, PortTaken } from './launch.ts';
export { LockedOut } from './lock.ts';
export { type LocalAwsOptions, localAwsHome, type OnProgress } from './options.ts';
export { NoPython, NoVenvModule } from './python.ts';
export { findLocalAws, type LocalAws } from './running.ts';
export { type StartSettings, startLocalAws } from './start.ts';
export { stopLocalAws, wipeLocalAws } from './stop.ts';
export { ensureVenv, InstallFailed } from './venv.ts';
