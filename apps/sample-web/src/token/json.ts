/** Strict JSON, as a verifier parses it. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a JSON object; undefined for other values, duplicate members and `__proto__`. */
export function parseObject(text: string): JsonObject | undefined {
  let members = 0;
  let hasPrototype = false;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, (name, value: unknown) => {
      if (name === '__proto__') hasPrototype = true;
      if (isObject(value)) members += Object.keys(value).length;
      return value;
    });
  } catch {
    return undefined;
  }
  // Parsers differ in how they read duplicate members, so they could disagree on who is signed in.
  const isAmbiguous = hasPrototype || members !== writtenMembers(text);
  return isObject(parsed) && !isAmbiguous ? parsed : undefined;
}

/** Counts the members in the text: strings followed by a colon. */
function writtenMembers(text: string): number {
  const strings = text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g);
  return [...strings].filter(([, colon]) => colon !== undefined).length;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
