import type { SampleSettings } from '../configuration/settings.js';
import { INTERNAL_ISSUER } from '../configuration/internal-issuer.js';
import type { DemoUser } from './demo-users.js';

/** Returns the text printed at the start: addresses, demo users, and three commands to paste. */
export function banner(
  address: string,
  users: readonly DemoUser[],
  {
    settings,
    secretsFile,
    isPageBuilt,
  }: {
    readonly settings: SampleSettings;
    readonly secretsFile?: string | undefined;
    readonly isPageBuilt: boolean;
  },
): string {
  return [
    '',
    `Portcullis sample API  ${address}`,
    `Page                   ${isPageBuilt ? `${address}/` : 'not built: run `npm run build`'}`,
    `OpenAPI page           ${address}/docs`,
    `Trusted issuers        ${settings.issuer} (${settings.algorithm}, keys at ${address}/.well-known/jwks.json)`,
    `                       ${INTERNAL_ISSUER} (HS256${settings.isSecretGenerated ? `, secret generated for this start: ${settings.secret}` : ''})`,
    `                       ${settings.provider?.issuer ?? 'no identity provider'} (RS256, keys by kid)`,
    ...(secretsFile === undefined ? [] : [`Generated secrets      ${secretsFile}`]),
    '',
    ...(users.length > 0 ? waysIn(address, users) : ['No demo users (DEMO_USERS=off)', '']),
  ].join('\n');
}

function waysIn(address: string, users: readonly DemoUser[]): readonly string[] {
  return [
    'Demo users',
    ...users.map(
      ({ role, email, password }) => `  ${role.padEnd(7)} ${email.padEnd(20)} ${password}`,
    ),
    '',
    'Commands to paste: 200 with a token, 401 without, 403 for a viewer where the role admin is required',
    ...curlLines(address, users).map((line) => `  ${line}`),
    '',
  ];
}

function curlLines(address: string, users: readonly DemoUser[]): readonly string[] {
  const status = `curl -s -o /dev/null -w '%{http_code}\\n'`;
  const as = (role: string) => `-H "Authorization: Bearer $(${loginLine(address, users, role)})"`;
  return [
    `${status} ${address}/profile ${as('admin')}`,
    `${status} ${address}/profile`,
    `${status} ${address}/admin/users ${as('viewer')}`,
  ];
}

/** A command that logs in and prints only the access token. */
function loginLine(address: string, users: readonly DemoUser[], role: string): string {
  const { email = '', password = '' } = users.find((user) => user.role === role) ?? {};
  const body = JSON.stringify({ email, password });
  return (
    `curl -s ${address}/auth/login -H 'Content-Type: application/json' -d ${quoted(body)}` +
    ` | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`
  );
}

/** Quotes text as one word for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
