export { type StoppedData, stoppedData } from './emulator/data.ts';
export { findLocalAws, type LocalAws } from './emulator/running.ts';
export { startLocalAws } from './emulator/start.ts';
export { stopLocalAws, wipeLocalAws } from './emulator/stop.ts';
export { clientConfig, clientEnvironment } from './environment.ts';
export { localOptions } from './local-options.ts';
export { localAwsHome, places } from './options.ts';
export { findTrino } from './trino/installation.ts';
export {
  type JobFile,
  sha256Of,
  sha256OfFile,
  type TrustPlaces,
  trust,
  untrustedOf,
  whatScriptsCanDo,
} from './trust.ts';
