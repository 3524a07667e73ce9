import { bodyOf, type Answer } from '../http/answer.js';

/** The ways to sign in (`GET /auth/options`). */
export interface Options {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** `aud` of its tokens. */
  readonly audience: string;
  readonly identity_provider: { readonly name: string; readonly issuer: string } | null;
  /** Demo users. The API prints their passwords at the start. */
  readonly demo_users: readonly { readonly email: string; readonly role: string }[];
}

/** Returns the options of a response; undefined after an error. */
export function optionsIn(answer: Answer | undefined): Options | undefined {
  return bodyOf(answer) as Options | undefined;
}

/** Returns the text of the button for an identity provider. */
export function providerButton({ name }: { readonly name: string }): string {
  return `Sign in with ${name === 'Google' ? 'Google' : `the ${lowerFirst(name)}`}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
