/** Code that the linter rejects, and a twin that differs only in the fault and is accepted. */
export interface LintCase {
  /** The only rule that must report it: `plugin(rule)`. */
  readonly rule: string;
  readonly about: string;
  /** The folder of the source file. It decides which imports are allowed. */
  readonly at: string;
  readonly refused: string;
  readonly accepted: string;
}
