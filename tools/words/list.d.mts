export const WORDS: readonly {
  readonly phrase: string;
  readonly pattern?: RegExp;
  readonly instead: string;
  readonly identifiers?: boolean;
}[];
export const EXCEPTIONS: Readonly<Record<string, string>>;
