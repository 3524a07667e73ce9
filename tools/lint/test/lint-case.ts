/** Something the linter refuses, and a twin that differs only in that and is accepted. */
export interface LintCase {
  /** The rule that must refuse it, and no other: `plugin(rule)`. */
  readonly rule: string;
  readonly about: string;
  /** The folder in which the source would stand; what may be imported depends on it. */
  readonly at: string;
  readonly refused: string;
  readonly accepted: string;
}
