/** One mistake: an exact text of a source file, and what is put in its place. */
export interface PlantedBug {
  /** What the mistake comes to, as a sentence. */
  readonly name: string;
  /** The source file, from the root of the repository. */
  readonly file: string;
  /** A text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export declare const BUGS: readonly PlantedBug[];
