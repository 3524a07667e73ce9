// The lint rule `portcullis/no-unicode-text`, for the folders that read protocol text.
//
// Headers, cookies, tokens and keys are ASCII: their white space is SP and HTAB, their letters are A to Z and a to z,
// their digits 0 to 9. JavaScript's functions follow Unicode instead. `trim` and `\s` treat the byte A0 as a space,
// and browsers treat it as part of a cookie's name. `toLowerCase` and regular expressions with the flags `iu` turn
// U+212A into `k`. `Number` accepts `0x10`, `1e3` and ' '. Protocol code uses `packages/core/src/encoding/ascii.ts`.
//
// Allowed: `\d` and `\w`, which are ASCII, and the flag `i` without `u`, which equates no other character with an
// ASCII character (ECMA-262, Canonicalize).

const MEMBERS = new Map([
  ...['trim', 'trimStart', 'trimEnd', 'trimLeft', 'trimRight'].map((name) => [name, 'space']),
  ...['toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase'].map((name) => [
    name,
    'letters',
  ]),
  ...['normalize', 'localeCompare'].map((name) => [name, 'unicode']),
  ...['parseInt', 'parseFloat'].map((name) => [name, 'number']),
]);

const NUMBERS = new Set(['Number', 'parseInt', 'parseFloat']);

/** Operators that return a number or a boolean for any operands. `+` is absent because it joins strings. */
const NO_TEXT = new Set(
  '- * / % ** & | ^ << >> >>> == === != !== < <= > >= in instanceof'.split(' '),
);

const SPACE_CLASS = /^(?:[^\\]|\\[^sS])*\\[sS]/;
const PROPERTY_CLASS = /^(?:[^\\]|\\[^pP])*\\[pP]\{/;

/** Returns the name of a static property: `a.trim`, `a?.trim`, `a['trim']`. */
function propertyName({ property, computed }) {
  if (!computed) return property.name;
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}

/** Tells whether the syntax of an expression rules out a string. */
function isNoText({ type, operator, value, expression }) {
  if (type === 'ParenthesizedExpression') return isNoText(expression);
  if (type === 'BinaryExpression') return NO_TEXT.has(operator);
  if (type === 'UnaryExpression') return operator !== 'typeof';
  return type === 'Literal' && typeof value !== 'string';
}

/** Returns the ID of the message for a regular expression, or undefined if the expression is allowed. */
function faultOf(pattern, flags) {
  const isUnicode = flags.includes('u') || flags.includes('v');
  if (SPACE_CLASS.test(pattern)) return 'space';
  if (isUnicode && flags.includes('i')) return 'letters';
  return isUnicode && PROPERTY_CLASS.test(pattern) ? 'unicode' : undefined;
}

function writtenText(node) {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

const INSTEAD = 'use the functions of packages/core/src/encoding/ascii.ts';

const noUnicodeText = {
  meta: {
    type: 'problem',
    docs: { description: 'Read protocol text with ASCII functions' },
    messages: {
      space: `{{what}} matches all Unicode spaces and the byte A0: ${INSTEAD}, or [ \\t]`,
      letters: `{{what}} maps non-ASCII letters to ASCII, such as U+212A to k: ${INSTEAD}`,
      number: `{{what}} accepts 0x10, 1e3 and spaces as numbers: ${INSTEAD}`,
      unicode: `{{what}} depends on Unicode tables: ${INSTEAD}`,
    },
  },
  create(context) {
    const report = (node, messageId, what) => {
      context.report({ node, messageId, data: { what } });
    };
    /** Reads `new RegExp('…', 'i')` with literal arguments. */
    const checkMade = (node) => {
      const [pattern, flags] = node.arguments.map(writtenText);
      if (node.callee.name !== 'RegExp' || pattern === undefined) return;
      const fault = faultOf(pattern, flags ?? '');
      if (fault) report(node, fault, `/${pattern}/${flags ?? ''}`);
    };
    return {
      MemberExpression(node) {
        const name = propertyName(node);
        const fault = MEMBERS.get(name);
        if (fault) report(node, fault, name);
        if (node.object.type === 'Identifier' && node.object.name === 'Date' && name === 'parse') {
          report(node, 'number', 'Date.parse');
        }
      },
      Literal(node) {
        const fault = node.regex && faultOf(node.regex.pattern, node.regex.flags);
        if (fault) report(node, fault, `/${node.regex.pattern}/${node.regex.flags}`);
      },
      NewExpression: checkMade,
      CallExpression(node) {
        checkMade(node);
        const [first] = node.arguments;
        const isNumber = node.callee.type === 'Identifier' && NUMBERS.has(node.callee.name);
        if (isNumber && first && !isNoText(first)) report(node, 'number', node.callee.name);
        // For example `.map(Number)`.
        for (const given of node.arguments) {
          const isGiven = given.type === 'Identifier' && NUMBERS.has(given.name);
          if (isGiven) report(given, 'number', given.name);
        }
      },
      UnaryExpression(node) {
        if (node.operator === '+' && !isNoText(node.argument)) report(node, 'number', 'Unary +');
      },
    };
  },
};

export default noUnicodeText;
