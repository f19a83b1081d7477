import { localSession, type Session } from '../../cli/session.ts';

/** A session on a local AWS that does not exist: for what a command writes, and for tests that replace its clients. */
export const testSession = (lab = 'lab', account = '123456789012', region = 'us-east-1'): Session =>
  localSession(lab, {
    pid: 0,
    port: 1,
    endpoint: 'http://127.0.0.1:1',
    region,
    account,
    startedAt: '',
    log: '/nowhere',
    token: '',
  });
