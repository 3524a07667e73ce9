/**
 * Conditions on the tokens of CI jobs. Every account can run a job and choose the audience of its token. Issuer and audience
 * are therefore not enough: a claim must identify the owner of the job.
 */
import { describeValue } from '../time/duration.js';
import { ConfigurationError } from '../errors.js';
import { NAME, readTexts } from './read-options.js';

/** Claims with their required value, or with a list of accepted values. */
export type JobConditions = Readonly<Record<string, string | readonly string[]>>;

/** What the claims of a provider say. */
export interface JobRule {
  /** How the option is called in errors. */
  readonly option: string;
  /** Claims that say whose job it is. `sub` is one more. */
  readonly owners: readonly string[];
  /** The forms of `sub` that say whose job it is: a project may choose one that does not. */
  readonly subject: RegExp;
  readonly exampleSubject: string;
}

/** @throws ConfigurationError when none says whose job it is, or one has a wildcard */
export function readJobConditions(given: unknown, rule: JobRule): JobConditions {
  const { option, owners } = rule;
  const right = `values of claims, one of sub, ${owners.join(', ')} among them: anybody can run a job there`;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigurationError(option, describeValue(given), right);
  }
  const names = Object.keys(given);
  if (!names.some((claim) => claim === 'sub' || owners.includes(claim))) {
    throw new ConfigurationError(option, names.join(', ') || 'no condition', right);
  }
  return Object.fromEntries(
    Object.entries(given).map(([claim, value]) => [claim, readValues(claim, value, rule)]),
  );
}

function readValues(claim: string, value: unknown, { option, subject, exampleSubject }: JobRule) {
  const exact = 'the exact value of this claim, or a non-empty array of values, without wildcards';
  return readTexts(value, {
    option: `${option}.${claim}`,
    pattern: claim === 'sub' ? subject : NAME,
    right: claim === 'sub' ? `${exact}: ${exampleSubject}` : exact,
  });
}
