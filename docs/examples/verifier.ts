/** The verifier of the process. It caches the issuer's keys and finds them by `kid`. */
import { createVerifier } from '@portcullis/core';

const { ISSUER = '', AUDIENCE = '', JWKS_URI = '' } = process.env;

/** Throws for an invalid setting, so that the process does not start. */
export const verifier = createVerifier({
  issuer: ISSUER, // the exact `iss`, such as https://id.example.com
  audience: AUDIENCE, // the `aud` that means this API, such as https://api.example.com
  jwksUri: JWKS_URI, // such as https://id.example.com/.well-known/jwks.json
});
