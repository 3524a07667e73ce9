// The lint rule `portcullis/no-secret-equality`.
//
// `===` stops at the first different byte, so its duration tells an attacker how much of a guess was correct.
// Secrets, and values computed from them, are compared with `crypto.timingSafeEqual` instead.
//
// The linter cannot know which values are secret. It decides by the last word of a name: `refreshTokenHash` is a
// hash, `tokenType` is a type. In a function whose name says that it checks a secret, it reports a comparison of any
// two variables.

/** Last words of names of secrets. Comparing one with a string literal is reported too. */
const SECRETS = new Set(['secret', 'password', 'passphrase', 'token', 'csrf']);

/**
 * Last words of names of values computed from a secret. A string literal compared with one is an algorithm name:
 * `hash === 'sha256'`.
 */
const DIGESTS = new Set(['signature', 'mac', 'hmac', 'digest', 'hash', 'thumbprint']);

/** Last words that name an encoding; the word before them decides: `secretBytes`, `digestHex`. */
const ENCODINGS = new Set([
  'base64',
  'base64url',
  'buffer',
  'bytes',
  'hex',
  'string',
  'text',
  'value',
]);

/** Last words of algorithm names. A `hash` compared with one is an algorithm name too. */
const ALGORITHM_NAMES = new Set(['alg', 'algorithm', 'name']);

/** First words of boolean names: `hasSecret`, `isToken`. */
const QUESTIONS = new Set([
  'is',
  'has',
  'had',
  'can',
  'should',
  'needs',
  'wants',
  'with',
  'without',
]);

/** Methods that return the value they are called on in another form. */
const CONVERSIONS = new Set(['normalize', 'slice', 'subarray', 'toString', 'trim']);

/** Methods that stop at the first difference, as `===` does. */
const COMPARISONS = new Set(['compare', 'equals', 'localeCompare']);

const EQUALITY = new Set(['==', '===', '!=', '!==']);

const WRAPPERS = new Set([
  'AwaitExpression',
  'ChainExpression',
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
]);

/** Removes `await`, `as T`, `!`, `?.`, `(…)` and conversions such as `.toString()` from an expression. */
function unwrap(node) {
  if (WRAPPERS.has(node.type)) return unwrap(node.expression ?? node.argument);
  const isConversion = node.type === 'CallExpression' && CONVERSIONS.has(methodName(node));
  return isConversion ? unwrap(unwrap(node.callee).object) : node;
}

/** Returns the name of an expression: of its variable, its property or its called method. */
function nameOf(node) {
  const inner = unwrap(node);
  if (inner.type === 'Identifier' || inner.type === 'PrivateIdentifier') return inner.name;
  if (inner.type === 'MemberExpression') return propertyName(inner);
  return inner.type === 'CallExpression' ? nameOf(inner.callee) : undefined;
}

function propertyName({ property, computed }) {
  if (!computed) return property.name;
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}

function methodName({ callee }) {
  const inner = WRAPPERS.has(callee.type) ? unwrap(callee) : callee;
  return inner.type === 'MemberExpression' ? propertyName(inner) : undefined;
}

/** Splits names such as `refreshTokenHash`, `refresh_token_hash` and `x-csrf-token` into words in lower case. */
function wordsOf(name) {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return parts
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/**
 * Returns the word of a name that marks a secret or a digest, if there is one. Constants (`AUTH_TOKEN`) are ignored.
 */
function secretWord(node) {
  const name = nameOf(node);
  if (name === undefined || /^[A-Z][A-Z0-9_]*$/.test(name)) return undefined;
  const words = wordsOf(name);
  if (QUESTIONS.has(words[0])) return undefined;
  while (words.length > 1 && ENCODINGS.has(words.at(-1))) words.pop();
  const word = words.at(-1);
  return SECRETS.has(word) || DIGESTS.has(word) ? word : undefined;
}

function writtenText(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  const isPlain = node.type === 'TemplateLiteral' && node.expressions.length === 0;
  return isPlain ? node.quasis[0].value.cooked : undefined;
}

/** Tells whether a comparison of the value named `word` with `other` reveals nothing about the value's bytes. */
function isHarmless(word, other) {
  const inner = unwrap(other);
  const text = writtenText(inner);
  if (text !== undefined) return text === '' || DIGESTS.has(word);
  if (DIGESTS.has(word) && ALGORITHM_NAMES.has(wordsOf(nameOf(inner) ?? '').at(-1))) return true;
  if (inner.type === 'Literal') return true; // null, a number, a boolean
  if (inner.type === 'Identifier' && inner.name === 'undefined') return true;
  return inner.type === 'UnaryExpression'; // typeof, void, -1
}

/** Tells whether both sides are parts of one value: `secret.slice(1) === secret.slice(0, -1)`. */
function isSameVariable(left, right) {
  return left.type === 'Identifier' && right.type === 'Identifier' && left.name === right.name;
}

/** Returns the name to report for a comparison of `left` and `right`, or undefined if the comparison is allowed. */
function comparedSecret(left, right) {
  if (isSameVariable(unwrap(left), unwrap(right))) return undefined;
  for (const [side, other] of [
    [left, right],
    [right, left],
  ]) {
    const word = secretWord(side);
    if (word !== undefined && !isHarmless(word, other)) return nameOf(side);
  }
  return undefined;
}

/** Returns the name of the enclosing function, or undefined at the top level. Skips anonymous functions. */
function functionAround({ parent }) {
  if (!parent) return undefined;
  const made = parent.init ?? parent.value ?? parent; // name of a variable; name of a method or property
  const isFunction = /Function/.test(made.type);
  return (isFunction && (parent.id ?? parent.key)?.name) || functionAround(parent);
}

/** Returns the name to report for a function such as `isEqualHash` that compares its variables: `one === other`. */
function comparedByComparer(node, left, right) {
  const [one, other] = [unwrap(left), unwrap(right)];
  const isVariable = ({ type, name }) => type === 'Identifier' && name !== 'undefined';
  if (!isVariable(one) || !isVariable(other) || isSameVariable(one, other)) return undefined;
  const words = wordsOf(functionAround(node) ?? '');
  const isComparer = words[0] === 'is' && (SECRETS.has(words.at(-1)) || DIGESTS.has(words.at(-1)));
  return isComparer ? one.name : undefined;
}

/** Returns the two values that a call compares: `Buffer.compare(a, b)`, `Object.is(a, b)`, `a.equals(b)`. */
function comparedByCall(node) {
  const method = methodName(node);
  const [first, second] = node.arguments;
  if (first === undefined) return undefined;
  const { object } = unwrap(node.callee);
  const owner = object?.type === 'Identifier' ? object.name : undefined;
  const isStatic =
    (owner === 'Buffer' && method === 'compare') || (owner === 'Object' && method === 'is');
  if (isStatic) return second === undefined ? undefined : [first, second];
  return COMPARISONS.has(method) ? [object, first] : undefined;
}

const noSecretEquality = {
  meta: {
    type: 'problem',
    docs: { description: 'Compare secrets with crypto.timingSafeEqual' },
    messages: {
      early:
        '`{{name}}` is compared only up to the first different byte: use crypto.timingSafeEqual',
    },
  },
  create(context) {
    const check = (node, left, right) => {
      const name = comparedSecret(left, right) ?? comparedByComparer(node, left, right);
      if (name !== undefined) context.report({ node, messageId: 'early', data: { name } });
    };
    return {
      BinaryExpression(node) {
        if (EQUALITY.has(node.operator)) check(node, node.left, node.right);
      },
      CallExpression(node) {
        const compared = comparedByCall(node);
        if (compared) check(node, ...compared);
      },
    };
  },
};

export default noSecretEquality;
