import type { User } from '@portcullis/accounts';
import type { TokenSigner } from '@portcullis/nest/issuer';

/** A successful answer of RFC 6749 §5.1. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
}

/** Signs an access token for a user. What stands in it can be read by anyone who holds it. */
export async function issueAccessToken(signer: TokenSigner, user: User): Promise<TokenResponse> {
  const { token, expiresIn } = await signer.sign({
    subject: user.id,
    claims: { role: user.role, name: user.name },
  });
  return { access_token: token, token_type: 'Bearer', expires_in: expiresIn };
}
