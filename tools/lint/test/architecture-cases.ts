import type { LintCase } from './lint-case.js';

/** A forbidden import and an allowed import of the same folder. */
function arrow(at: string, refused: string, accepted: string): LintCase {
  return {
    rule: 'portcullis(imports)',
    about: `${at} doesn't import ${refused}`,
    at,
    refused: exportFrom(refused),
    accepted: exportFrom(accepted),
  };
}

function exportFrom(specifier: string): string {
  return `export { x } from '${specifier}';\n`;
}

const core = 'packages/core/src';

const PACKAGES: readonly LintCase[] = [
  ...[
    '@portcullis/issuer',
    '@portcullis/nest',
    '@portcullis/nest/issuer',
    '@portcullis/accounts',
  ].map((name) => arrow(core, name, 'node:crypto')),
  ...[
    '@nestjs/common',
    'passport',
    'passport-jwt',
    'express',
    'fastify',
    '@fastify/cookie',
    'rxjs',
  ].map((name) => arrow(`${core}/verifier`, name, 'jwks-rsa')),
  arrow(core, 'reflect-metadata', 'jwks-rsa'),
  arrow('packages/core/test', '@portcullis/issuer', '@portcullis/core'),
  arrow('packages/issuer/src/signing', '@portcullis/nest', '@portcullis/core'),
  arrow('packages/issuer/src/signing', '@portcullis/database', '@portcullis/core/jwk'),
  arrow('packages/issuer/src/signing', '@nestjs/common', 'jose'),
  arrow('packages/issuer/src/signing', 'express', 'jose'),
  arrow('packages/nest/src', '@portcullis/accounts', '@portcullis/issuer'),
  arrow('packages/nest/src', '@portcullis/sample-api', '@portcullis/core/bearer'),
  arrow('packages/not-in-the-table/src', '@portcullis/issuer', 'node:fs'),
];

const LIBS_AND_APPS: readonly LintCase[] = [
  arrow('libs/accounts/src', '@portcullis/sample-api', '@portcullis/database'),
  arrow('libs/accounts/src', '@portcullis/identity-provider', '@portcullis/database'),
  arrow('libs/database/src', '@portcullis/accounts', 'drizzle-orm'),
  arrow('apps/identity-provider/src', '@portcullis/sample-api', 'oidc-provider'),
];

const DEEP: readonly LintCase[] = [
  arrow('packages/nest/src', '@portcullis/core/src/errors.js', '@portcullis/core'),
  arrow('packages/issuer/src', '@portcullis/core/dist/jws/index.js', '@portcullis/core/jws'),
  arrow('apps/sample-api/src', '@portcullis/nest/dist/index.js', '@portcullis/nest'),
  arrow(
    'packages/issuer/src/signing',
    '../../../core/src/index.js',
    '../store-access/heartbeat.js',
  ),
  arrow('packages/nest/src', '../../../packages/core/x.js', './x.js'),
  arrow('packages/core/test/jws', '../../../issuer/test/x.js', '../../src/jws/index.js'),
  arrow('libs/accounts/test', '../../database/test/support/x.js', '../src/index.js'),
  arrow(
    'apps/sample-api/src/auth',
    '../../../../libs/accounts/src/index.js',
    '../configuration/settings.js',
  ),
  arrow('bench', '../packages/core/dist/index.js', '@portcullis/core'),
  arrow('packages/nest/src/audit', '@nestjs/core/injector/module.js', '@nestjs/core'),
  arrow('packages/nest/src', '@nestjs/common/constants', '@nestjs/core/package.json'),
  arrow('packages/nest/test', '@nestjs/common/internal', '@nestjs/common'),
  arrow('apps/sample-api/src', '@nestjs/common/constants', '@nestjs/common'),
  arrow(
    'packages/nest/src/nest-internals',
    '@nestjs/not-in-the-table/x',
    '@nestjs/core/injector/module.js',
  ),
];

const ROOMS: readonly LintCase[] = [
  arrow(`${core}/jws`, '../keys/key-source.js', '../errors.js'),
  arrow(`${core}/jws`, '../claims/index.js', '../errors.js'),
  arrow(`${core}/jws`, '../index.js', './index.js'),
  arrow(`${core}/jwk`, '../verifier/index.js', '../jws/key-set.js'),
  arrow(`${core}/jwk`, '../bearer/index.js', '../jws/index.js'),
  arrow(`${core}/keys`, '../verifier/index.js', '../jwk/index.js'),
  arrow(`${core}/keys`, '../claims/index.js', '../time/duration.js'),
  arrow(`${core}/claims`, '../keys/index.js', '../time/duration.js'),
  arrow(`${core}/claims`, '../verifier/index.js', '../errors.js'),
  arrow(`${core}/verifier`, '../bearer/index.js', '../claims/index.js'),
  arrow(`${core}/bearer`, '../verifier/index.js', '../errors.js'),
  arrow(`${core}/bearer`, '../time/duration.js', './challenge.js'),
  arrow(`${core}/bearer`, '../encoding/strict-json.js', '../encoding/ascii.js'),
  arrow(`${core}/encoding`, '../jws/index.js', './base64url.js'),
];

/** Each form of an import. */
const FORMS: readonly LintCase[] = [
  {
    ...arrow(core, '@nestjs/common', ''),
    about: 'a type is an import too',
    refused: "export type { Type } from '@nestjs/common';\n",
    accepted: "export type { Type } from 'jwks-rsa';\n",
  },
  {
    ...arrow(core, '@nestjs/common', ''),
    about: 'a dynamic import is an import too',
    refused: "export const load = (): Promise<unknown> => import('@nestjs/common');\n",
    accepted: "export const load = (): Promise<unknown> => import('jwks-rsa');\n",
  },
];

/** The import directions of the architecture: apps → libs → nest → issuer → core, and those between core's folders. */
export const ARCHITECTURE_CASES: readonly LintCase[] = [
  ...PACKAGES,
  ...LIBS_AND_APPS,
  ...DEEP,
  ...ROOMS,
  ...FORMS,
];
