/** The position of a generated table: between two comments of a document. */
export interface Place {
  /** Relative to the repository. */
  readonly document: string;
  readonly begin: string;
  readonly end: string;
}

/**
 * Returns a document as it is, and as it would be with a table of these rows, the heading first. With `isWritten` it
 * writes the document, and both texts are the same.
 *
 * @param isWritten default: whether WRITE_DOCS is 1
 */
export function withTable(
  place: Place,
  rows: readonly [heading: readonly string[], ...rows: (readonly string[])[]],
  isWritten?: boolean,
): Promise<{ readonly current: string; readonly happened: string }>;
