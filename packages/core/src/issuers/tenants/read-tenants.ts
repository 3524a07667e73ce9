/** Reads how issuers are looked up. */
import { ConfigurationError } from '../../errors.js';
import { describeValue } from '../../time/duration.js';
import { readOptions } from '../../options/read-options.js';
import type { Scheduler } from '../../time/scheduler.js';
import { warnOfStrayWhitespace } from '../../stray-whitespace.js';
import { resolveIssuer } from '../resolve-issuer.js';
import { type IssuerContext } from '../trusted-issuer.js';
import { TenantAsks } from './tenant-resolver.js';
import { TenantRegistry } from './tenant-registry.js';
import { TENANT_READERS, type TenantLookup } from './tenant-options.js';

/**
 * @param after runs a task after some milliseconds; replaced by tests
 * @returns undefined where no issuer is looked up
 * @throws ConfigurationError
 */
export function readTenants(
  { resolveIssuer: resolve, allowIssuer: allow, tenants = {} }: Partial<TenantLookup>,
  context: Omit<IssuerContext, 'warn'>,
  after?: Scheduler,
): TenantRegistry | undefined {
  const { maxTenants: most, freshness } = readOptions(tenants, TENANT_READERS, 'tenants.');
  if (resolve === undefined && allow === undefined) return undefined;
  if (typeof resolve !== 'function') {
    throw new ConfigurationError('resolveIssuer', describeValue(resolve), 'a function of an iss');
  }
  if (typeof allow !== 'function') {
    throw new ConfigurationError(
      'allowIssuer',
      describeValue(allow),
      'a function that says true for an iss that may be asked for: anyone can write any iss',
    );
  }
  let hasWarned = false; // tenants are read again and again: one of them stands for all in the log
  const warn: IssuerContext['warn'] = (secret, option) => {
    hasWarned ||= warnOfStrayWhitespace(secret, option);
  };
  return new TenantRegistry({
    allow,
    asks: new TenantAsks(resolve, after),
    read: (options, path) => resolveIssuer(options, path, { ...context, warn }),
    most,
    freshMs: freshness * 1000,
    clock: context.clock,
  });
}
