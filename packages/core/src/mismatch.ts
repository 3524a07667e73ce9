/**
 * What a token has for `iss` or `aud`, beside what is trusted: for logs. These two are names of a configuration and no
 * secrets, and a wrong one is found at a glance. What is received is whatever its sender wrote, so it is quoted and cut.
 */

/** A claim that is not one of the trusted values. */
export interface Mismatch {
  readonly received: unknown;
  /** What the configuration has; empty where an application decides. */
  readonly trusted: Iterable<string>;
}

/** The most values that are told of each side, and the most that are looked at. */
const MOST_TOLD = 5;
const MOST_COMPARED = 1000;
const MOST_CHARACTERS = 128;

/** One line, of bounded length and printable ASCII: `received "https://a.example/"; trusted "https://a.example"`. */
export function describeMismatch({ received, trusted }: Mismatch): string {
  const values: readonly unknown[] = Array.isArray(received) ? received : [received];
  const known = [...firstOf(trusted, MOST_COMPARED)];
  const told = `received ${listed(values)}`;
  if (known.length === 0) return told;
  return `${told}; trusted ${listed(byLikeness(known, values[0]))}`;
}

/**
 * Quotes text that somebody else wrote, for a log line: cut, and with nothing in it but printable ASCII, so that it can
 * neither begin a line of its own nor move a terminal's cursor.
 *
 * @param most characters of the text, before they are escaped. Default 64
 */
export function quoteText(text: string, most = 64): string {
  const cut = JSON.stringify(text.slice(0, most));
  return cut.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function listed(values: readonly unknown[]): string {
  const told = values.slice(0, MOST_TOLD).map(shown);
  const others = values.length - told.length;
  return others > 0 ? `${told.join(', ')} and ${others} more` : told.join(', ');
}

/** Only strings are shown: an object without a prototype cannot be converted to text. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quoteText(value, MOST_CHARACTERS);
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}

function* firstOf(values: Iterable<string>, most: number): Iterable<string> {
  let left = most;
  for (const value of values) {
    if (left-- === 0) return;
    yield value;
  }
}

/** Those that begin as the received one does come first: that is what it was most likely meant to be. */
function byLikeness(known: readonly string[], received: unknown): readonly string[] {
  if (typeof received !== 'string') return known;
  return known
    .map((name) => ({ name, likeness: sharedStart(name, received) })) // once for each, not for each comparison
    .toSorted((one, other) => other.likeness - one.likeness)
    .map(({ name }) => name);
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < MOST_CHARACTERS && length < one.length && one[length] === other[length]) length++;
  return length;
}
