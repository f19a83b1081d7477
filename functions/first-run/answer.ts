/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html */
export interface StackChange {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** CloudFormation waits until a PUT arrives at this address. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: {
    /** The stack's `RebuildOnCreate`. */
    readonly Wanted: 'true' | 'false';
    /** The stack's parameters that matter here. */
    readonly Parameters: { readonly ScheduleExpression: string };
  };
}

/**
 * Reports success to CloudFormation, even if no run could be started.
 * @param Data attributes of the custom resource
 * @throws Error when the answer does not arrive. Lambda then calls again, and the request's id identifies the same run
 */
export const answerCloudFormation = async (change: StackChange, Data: object): Promise<void> => {
  const { StackId, RequestId, LogicalResourceId } = change;
  // The address is signed, and fetch would name it in its error.
  const address = URL.parse(change.ResponseURL);
  if (address === null) throw new Error('CloudFormation gave no valid address for the answer');
  const answer = await fetch(address, {
    method: 'PUT',
    // Lambda calls again if this fails; a connection that hangs would fail the stack.
    signal: AbortSignal.timeout(15_000),
    // The address is signed for a request without a type: fetch would add one.
    headers: { 'content-type': '' },
    body: JSON.stringify({
      Status: 'SUCCESS',
      StackId,
      RequestId,
      LogicalResourceId,
      // Always the same: another id would mean another resource, and the old one would be deleted.
      PhysicalResourceId: 'first-run',
      Data,
    }),
  });
  if (!answer.ok) throw new Error(`CloudFormation did not accept the answer: ${answer.status}`);
};
