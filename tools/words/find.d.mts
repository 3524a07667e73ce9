export interface WordHit {
  /** Counted from 1; 0 for the name of a file. */
  readonly line: number;
  /** The text as written, on one line. */
  readonly found: string;
  /** What to write instead. */
  readonly instead: string;
}

export function isExcepted(file: string, exceptions?: Readonly<Record<string, string>>): boolean;
export function findWords(text: string): readonly WordHit[];
export function findInName(name: string): readonly WordHit[];
