/** One of our tokens, and the key that verifies it. */
export interface OurToken {
  readonly alg: string;
  readonly typ: string;
  /** Before or after a rotation of the keys. */
  readonly when: string;
  readonly token: string;
  readonly key: { readonly kid?: string; readonly pem?: string; readonly secret?: string };
}

export const ALGORITHMS: readonly string[];
export function ourTokens(algorithms?: readonly string[]): Promise<readonly OurToken[]>;
export function tamperedCopies(token: Pick<OurToken, 'token' | 'key'>): readonly string[];
