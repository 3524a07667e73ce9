/** JSON as a strict verifier takes it. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses one JSON object; undefined for other values, for members that come twice, and for `__proto__`. */
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
  // Two parsers that read one token differently are two opinions on who is signed in.
  const isAmbiguous = hasPrototype || members !== writtenMembers(text);
  return isObject(parsed) && !isAmbiguous ? parsed : undefined;
}

/** Members that the text spells out: strings with a colon behind them. */
function writtenMembers(text: string): number {
  const strings = text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g);
  return [...strings].filter(([, colon]) => colon !== undefined).length;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
