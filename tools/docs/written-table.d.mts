/** Where a table stands: between two comments of a document. */
export interface Place {
  /** From the root of the repository. */
  readonly document: string;
  readonly begin: string;
  readonly end: string;
}

/**
 * A document as it stands, and as it would be with a table of these rows, the heading first. Where the table is written,
 * both are the same.
 *
 * @param isWritten default: whether WRITE_DOCS is 1
 */
export function withTable(
  place: Place,
  rows: readonly [heading: readonly string[], ...rows: (readonly string[])[]],
  isWritten?: boolean,
): Promise<{ readonly stands: string; readonly happened: string }>;
