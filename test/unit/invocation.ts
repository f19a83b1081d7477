/** What Lambda passes to a handler besides its input. */
export const invocation = {
  functionName: 'test',
  functionVersion: '1',
  memoryLimitInMB: '128',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
  awsRequestId: 'request',
};
