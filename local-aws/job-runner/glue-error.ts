/** What Glue answers when it does not do what it is asked. https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html */
export class GlueError extends Error {
  override readonly name:
    | 'EntityNotFoundException'
    | 'InvalidInputException'
    | 'ConcurrentRunsExceededException';
  constructor(name: GlueError['name'], message: string) {
    super(message);
    this.name = name;
  }
}
