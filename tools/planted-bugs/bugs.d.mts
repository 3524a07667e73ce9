/** One mistake: an exact text of a source file, and its replacement. */
export interface PlantedBug {
  /** The effect of the mistake, as a sentence. */
  readonly name: string;
  /** The source file, relative to the repository. */
  readonly file: string;
  /** A text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export declare const BUGS: readonly PlantedBug[];
