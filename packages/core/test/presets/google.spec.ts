import { createVerifier, google } from '../../src/index.js';
import { verdictNow } from '../support/verdict.js';

describe('the preset for Google', () => {
  it('trusts the ID tokens of Google for one client, signed with RS256', () => {
    expect(google({ clientId: 'client-1' })).toEqual({
      issuer: 'https://accounts.google.com',
      audience: 'client-1',
      jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
      algorithms: ['RS256'],
      tokenType: 'id',
    });
  });

  it('is an issuer of its own or one among others', () => {
    const preset = google({ clientId: 'client-1' });
    expect(verdictNow(() => createVerifier(preset))).toBe('accepted');
    expect(verdictNow(() => createVerifier({ issuers: [preset] }))).toBe('accepted');
  });

  it.each(['', undefined])('does not start without a client ID (%p)', (clientId) => {
    const preset = google({ clientId: clientId as string });
    expect(verdictNow(() => createVerifier(preset))).toBe('ERR_CONFIGURATION');
  });
});
