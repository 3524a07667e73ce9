import { google } from '@portcullis/core/presets';
import { readEnvironment } from '../src/configuration/environment.js';
import { settingsFrom } from '../src/configuration/settings.js';
import { idTokenIssuer, trustedIssuers } from '../src/configuration/trusted-issuers.js';

const clientId = '123-abc.apps.googleusercontent.com';

describe('the issuer of ID tokens', () => {
  it('is the preset of Google for Google', () => {
    const jwksUri = 'https://www.googleapis.com/oauth2/v3/certs';
    const provider = { issuer: 'https://accounts.google.com', jwksUri, clientId };
    expect(idTokenIssuer(provider)).toEqual(google({ clientId }));
  });

  it('requires the client ID as audience for any other provider', () => {
    const issuer = 'http://127.0.0.1:4000';
    const provider = { issuer, jwksUri: `${issuer}/jwks`, clientId };
    expect(idTokenIssuer(provider)).toEqual({
      issuer,
      jwksUri: `${issuer}/jwks`,
      algorithms: ['RS256'],
      audience: clientId,
      tokenType: 'id',
    });
  });
});

describe('the issuers of access tokens', () => {
  const settings = settingsFrom(readEnvironment({ OIDC_CLIENT_ID: clientId }));
  const own = { find: () => undefined } as unknown as Parameters<typeof trustedIssuers>[1];
  const issuersWith = (issuer: string) =>
    trustedIssuers({ ...settings, provider: { issuer, jwksUri: `${issuer}/jwks`, clientId } }, own);

  it('include a configured provider', () => {
    const issuer = 'http://127.0.0.1:4000';
    expect(issuersWith(issuer).map((each) => each.issuer)).toContain(issuer);
  });

  it('exclude Google, where anyone gets an ID token for any audience', () => {
    const issuer = 'https://accounts.google.com';
    expect(issuersWith(issuer).map((each) => each.issuer)).not.toContain(issuer);
  });
});
