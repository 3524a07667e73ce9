import type { SampleSettings } from '../configuration/settings.js';
import { INTERNAL_ISSUER } from '../configuration/internal-issuer.js';
import type { DemoUser } from './demo-users.js';

/** What the start prints: where it is, who can log in, and three lines to paste. */
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
    `Page                   ${isPageBuilt ? `${address}/` : 'not built; `npm run build` builds it'}`,
    `OpenAPI page           ${address}/docs`,
    `Trusted issuers        ${settings.issuer} (${settings.algorithm}, keys at ${address}/.well-known/jwks.json)`,
    `                       ${INTERNAL_ISSUER} (HS256${settings.isSecretGenerated ? `, secret made for this start: ${settings.secret}` : ''})`,
    `                       ${settings.provider?.issuer ?? 'no identity provider'} (RS256, keys by kid)`,
    ...(secretsFile === undefined
      ? []
      : [
          `Keys of its tokens     sealed with what this machine made at the first start: ${secretsFile}`,
        ]),
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
    'Paste one of these: 200, a signed-in profile; 401, no token; 403, a viewer where an admin is due',
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

/** Logs in and prints the access token alone. */
function loginLine(address: string, users: readonly DemoUser[], role: string): string {
  const { email = '', password = '' } = users.find((user) => user.role === role) ?? {};
  const body = JSON.stringify({ email, password });
  return (
    `curl -s ${address}/auth/login -H 'Content-Type: application/json' -d ${quoted(body)}` +
    ` | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`
  );
}

/** One word for a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
