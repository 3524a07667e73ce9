// The lint rule `portcullis/no-secret-equality`.
//
// `===` stops at the first byte that differs, so the time it takes tells an attacker how much of a
// guess was right. Secrets, and what is computed from them, are compared with
// `crypto.timingSafeEqual` instead. The linter can't know which values are secret; it goes by their
// names, and by the last word of a name: `refreshTokenHash` is a hash, `tokenType` is a type. In a
// function that by its own name tells whether something is a secret, any two variables count.

/** Last words of names whose text is itself the secret: not compared with a written-out text either. */
const SECRETS = new Set(['secret', 'password', 'passphrase', 'token', 'csrf']);

/** Computed from a secret. A written-out text beside one is an algorithm name: `hash === 'sha256'`. */
const DIGESTS = new Set(['signature', 'mac', 'hmac', 'digest', 'hash', 'thumbprint']);

/** Endings that say how the value is written down, not what it is: `secretBytes`, `digestHex`. */
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

/** Last words of what names an algorithm, with which `hash` is then one too. */
const ALGORITHM_NAMES = new Set(['alg', 'algorithm', 'name']);

/** First words of yes-or-no names: `hasSecret`, `isToken`. */
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

/** Methods whose result is still the value they were called on. */
const CONVERSIONS = new Set(['normalize', 'slice', 'subarray', 'toString', 'trim']);

/** Methods that compare as early-out as `===` does. */
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

/** The expression without `await`, `as T`, `!`, `?.`, `(…)`, and conversions such as `.toString()`. */
function unwrap(node) {
  if (WRAPPERS.has(node.type)) return unwrap(node.expression ?? node.argument);
  const isConversion = node.type === 'CallExpression' && CONVERSIONS.has(methodName(node));
  return isConversion ? unwrap(unwrap(node.callee).object) : node;
}

/** The name by which an expression goes: a variable's, a property's, a called method's. */
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

/** `refreshTokenHash`, `refresh_token_hash` and `x-csrf-token`, as words in lower case. */
function wordsOf(name) {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return parts
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** The word that says what a value is, when it is one of ours. Constants (`AUTH_TOKEN`) don't count. */
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

/** Whether comparing the value named `word` with `other` says nothing about the value's bytes. */
function isHarmless(word, other) {
  const inner = unwrap(other);
  const text = writtenText(inner);
  if (text !== undefined) return text === '' || DIGESTS.has(word);
  if (DIGESTS.has(word) && ALGORITHM_NAMES.has(wordsOf(nameOf(inner) ?? '').at(-1))) return true;
  if (inner.type === 'Literal') return true; // null, a number, a boolean
  if (inner.type === 'Identifier' && inner.name === 'undefined') return true;
  return inner.type === 'UnaryExpression'; // typeof, void, -1
}

/** Parts of one value, compared with each other: `secret.slice(1) === secret.slice(0, -1)`. */
function isSameVariable(left, right) {
  return left.type === 'Identifier' && right.type === 'Identifier' && left.name === right.name;
}

/** The name to report when `left` and `right` are compared, or undefined when that is fine. */
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

/** The name of the function around, or undefined outside of all; one without a name is a part of the next. */
function functionAround({ parent }) {
  if (!parent) return undefined;
  const made = parent.init ?? parent.value ?? parent; // of a variable; of a method or property
  const isFunction = /Function/.test(made.type);
  return (isFunction && (parent.id ?? parent.key)?.name) || functionAround(parent);
}

/** The name to report when a function such as `isEqualHash` compares its variables: `one === other`. */
function comparedByComparer(node, left, right) {
  const [one, other] = [unwrap(left), unwrap(right)];
  const isVariable = ({ type, name }) => type === 'Identifier' && name !== 'undefined';
  if (!isVariable(one) || !isVariable(other) || isSameVariable(one, other)) return undefined;
  const words = wordsOf(functionAround(node) ?? '');
  const isComparer = words[0] === 'is' && (SECRETS.has(words.at(-1)) || DIGESTS.has(words.at(-1)));
  return isComparer ? one.name : undefined;
}

/** The two values that a call compares: `Buffer.compare(a, b)`, `Object.is(a, b)`, `a.equals(b)`. */
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
    docs: { description: 'Secrets are compared with crypto.timingSafeEqual' },
    messages: {
      early:
        '`{{name}}` is compared byte by byte until the first difference: use crypto.timingSafeEqual',
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
