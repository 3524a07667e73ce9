/** The folders of packages/nest/src, the most security-relevant first. */
export const NEST_FOLDERS = {
  authorization: {
    sources: ['authorization/*.ts'],
    specs: [
      'authorization/*',
      'audit/{idle-rules,audit,audit-holes,unread-metadata,wrapped-methods}',
      'options/*',
    ],
  },
  guards: {
    sources: ['guards/*.ts', 'enhancers/*.ts'],
    specs: [
      'guards/*',
      'enhancers/*',
      'authorization/{authorization,public-handlers,access-order}',
      'authentication/{outcomes,exchanges,exchange-limits,auth-context,callback-limits}',
      'audit/{other-contexts,report-only}',
      'transports/{own-transport,shared-context}',
    ],
  },
  cookies: {
    sources: ['issuer/cookies/*.ts'],
    specs: [
      'issuer/cookies/*',
      'issuer/{token-endpoint,issuer-options,own-handlers,issuer-errors}',
    ],
  },
  authentication: {
    sources: ['authentication/*.ts', 'request/*.ts'],
    specs: [
      'authentication/*',
      'request/*',
      'authorization/{authorization,public-handlers}',
      'transports/{credentials,own-transport,shared-context}',
      'passport/passport-strategy',
      'connections/{sockets,streams}',
    ],
  },
  transports: {
    sources: ['transports/*.ts'],
    specs: [
      'transports/*',
      'transports/matrix/*',
      'authentication/outcomes',
      'connections/sockets',
    ],
  },
  connections: {
    sources: ['connections/*.ts'],
    specs: ['connections/*', 'audit/audit-holes'],
  },
  endpoints: {
    sources: ['issuer/endpoints/*.ts'],
    specs: ['issuer/*', 'issuer/endpoints/*'],
  },
  issuer: {
    sources: ['issuer/*.ts', 'issuer/options/*.ts'],
    specs: ['issuer/*', 'issuer/options/*'],
  },
  audit: { sources: ['audit/*.ts'], specs: ['audit/*', 'guards/*', 'passport/*'] },
  options: {
    sources: ['options/*.ts', '*.ts'],
    specs: [
      'options/*',
      'module/*',
      'authorization/authorization',
      'authentication/{callback-limits,user,role-claim,diagnostics,revocation}',
      'connections/outages',
    ],
  },
  passport: {
    sources: ['passport/*.ts'],
    specs: ['passport/*', 'guards/*', 'authentication/callback-limits'],
  },
  decorators: {
    sources: ['decorators/*.ts'],
    specs: ['authorization/*', 'authentication/{user,auth-context}', 'audit/audit', 'types/*'],
  },
};
