/**
 * `@portcullis/core/internal`: shared by `@portcullis/core`, `@portcullis/issuer` and `@portcullis/nest`. Not covered by
 * semantic versioning: any release may change or remove these names. Applications import nothing from here.
 */
export {
  ApplicationCalls,
  CALLBACK_TIMEOUT_MS,
  type ApplicationCallBounds,
} from './application-calls.js';
export { asArgumentError, checkArguments } from './errors.js';
export { isAlgorithm, signatureFormatOf, specOf, type SignatureFormat } from './jws/algorithms.js';
export { MAX_TOKEN_BYTES } from './jws/compact.js';
export { MAX_KID_BYTES } from './jws/header.js';
export { quoteText } from './mismatch.js';
export {
  assertKnownNames,
  assertKnownOptions,
  type OptionKind,
  type OptionNames,
  type OptionTable,
} from './options/known-options.js';
export {
  durationOption,
  functionOption,
  integerOption,
  readClock,
  readFlag,
  readInteger,
  readOptions,
  type Bounds,
  type OptionReader,
  type OptionReaders,
  type ReadOptions,
} from './options/read-options.js';
export { assertNoStrayWhitespace, warnOfStrayWhitespace } from './stray-whitespace.js';
export { describeValue, parseDuration, parseDurationWithin } from './time/duration.js';
export { unreferencedTimeout, type Scheduler } from './time/scheduler.js';
export { assertVerifierOptions } from './verifier/check-verifier-options.js';
