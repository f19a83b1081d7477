/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html */
export interface StackChange {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Takes one PUT, and then CloudFormation goes on. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: {
    /** The stack's `RebuildOnCreate`. */
    readonly Wanted: 'true' | 'false';
  };
}

/**
 * Tells CloudFormation that all is well: it is, also when no run could be started.
 * @param Data attributes of the custom resource
 * @throws Error when the answer does not arrive. Lambda then calls again, and the request's id stands for the same run
 */
export const answerCloudFormation = async (change: StackChange, Data: object): Promise<void> => {
  const { StackId, RequestId, LogicalResourceId } = change;
  const answer = await fetch(change.ResponseURL, {
    method: 'PUT',
    // Lambda calls again where this fails; a connection that hangs would fail the stack.
    signal: AbortSignal.timeout(15_000),
    // The address is signed for a request without a type: fetch would add one.
    headers: { 'content-type': '' },
    body: JSON.stringify({
      Status: 'SUCCESS',
      StackId,
      RequestId,
      LogicalResourceId,
      // Always the same: another one would mean another resource, and that the old one is to be deleted.
      PhysicalResourceId: 'first-run',
      Data,
    }),
  });
  if (!answer.ok) throw new Error(`CloudFormation did not take the answer: ${answer.status}`);
};
