import { isSuccess, type Answer } from '../http/answer.js';

/** What the API offers to who is not signed in (`GET /auth/options`). */
export interface Options {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** `aud` of its tokens. */
  readonly audience: string;
  readonly identity_provider: { readonly name: string; readonly issuer: string } | null;
  /** Users to try it with; their passwords are printed by the start. */
  readonly demo_users: readonly { readonly email: string; readonly role: string }[];
}

/** The options in an answer; undefined where it has none. */
export function optionsIn(answer: Answer | undefined): Options | undefined {
  return answer && isSuccess(answer) ? (answer.body as Options) : undefined;
}

/** What the button of an identity provider says. */
export function providerButton({ name }: { readonly name: string }): string {
  return `Sign in with ${name === 'Google' ? 'Google' : `the ${lowerFirst(name)}`}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
