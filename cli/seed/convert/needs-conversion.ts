/** Athena can't read a table's files as they are, but what is in them can be published as Parquet. */
export class NeedsConversion extends Error {
  override readonly name = 'NeedsConversion';
  readonly reason: string;

  /** @param reason what Athena can't read: `some fields have line breaks` */
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
