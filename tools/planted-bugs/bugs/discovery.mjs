/** Mistakes in the algorithms of metadata, and in reports of failed fetches. */
const discovered = 'packages/core/src/keys/discovered-download.ts';
const failure = 'packages/core/src/keys/fetch-failure.ts';
const keySource = 'packages/core/src/issuers/resolve-key-source.ts';
const metadata = 'packages/core/src/keys/provider-metadata.ts';
const optionNames = 'packages/core/src/issuers/issuer-options.ts';
const remote = 'packages/core/src/keys/remote-jwks.ts';

export const discoveryBugs = [
  {
    name: 'the algorithms of ID tokens narrow access tokens',
    file: remote,
    find: "tokenType === 'id' && algorithms === undefined",
    replace: 'algorithms === undefined',
  },
  {
    name: 'metadata narrows explicitly configured algorithms',
    file: remote,
    find: "tokenType === 'id' && algorithms === undefined",
    replace: "tokenType === 'id'",
  },
  {
    name: 'the verifier always sets explicit algorithms',
    file: keySource,
    find: 'options.algorithms === undefined ? undefined : algorithms',
    replace: 'algorithms',
  },
  {
    name: 'the verifier does not set the kind of its tokens',
    file: keySource,
    find: 'algorithms: listed, issuer, tokenType }',
    replace: 'algorithms: listed, issuer }',
  },
  {
    name: 'metadata without a known algorithm is used',
    file: metadata,
    find: 'if (left.length === 0)',
    replace: 'if (left.length > 99)',
  },
  {
    name: 'the kind of a tenant’s tokens changes without its keys',
    file: optionNames,
    find: "  tokenType: 'keys',",
    replace: "  tokenType: 'claims',",
  },
  {
    name: 'a metadata failure is reported as a JWKS failure',
    file: discovered,
    find: "fetchingFrom('the metadata'",
    replace: "fetchingFrom('the JWKS'",
  },
  {
    name: 'only the last of two failed metadata URLs is reported',
    file: discovered,
    find: "failures.map(({ message }) => message).join('; ')",
    replace: 'last.message',
  },
  {
    name: 'a failed fetch is reported with the query of its URL',
    file: failure,
    find: 'function addressOf({ origin, pathname }: URL): string {\n  return `${origin}${pathname}`',
    replace:
      'function addressOf({ origin, pathname, search }: URL): string {\n  return `${origin}${pathname}${search}`',
  },
  {
    name: 'an error code from a server is reported',
    file: failure,
    find: "typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,63}$/.test(code)",
    replace: "typeof code === 'string'",
  },
];
