// The lint rule `portcullis/no-unicode-text`, for the folders that read bytes of a protocol.
//
// Headers, cookies, tokens and keys are made of ASCII: SP and HTAB are their white space, A to Z and a to z their
// letters, 0 to 9 their digits. The functions of JavaScript go by Unicode. `trim` and `\s` take the byte A0 for a space,
// which browsers take for a part of a cookie's name; `toLowerCase` and a regular expression with the flags `iu` make
// U+212A a `k`; `Number` reads `0x10`, `1e3` and ' '. Those folders use `packages/core/src/encoding/ascii.ts` instead.
//
// Not refused: `\d` and `\w`, which are ASCII, and the flag `i` without `u`, which makes no other character the same as
// one of ASCII (ECMA-262, Canonicalize).

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

/** Operators whose result is a number or a boolean, whatever they are given. `+` may join texts. */
const NO_TEXT = new Set(
  '- * / % ** & | ^ << >> >>> == === != !== < <= > >= in instanceof'.split(' '),
);

const SPACE_CLASS = /^(?:[^\\]|\\[^sS])*\\[sS]/;
const PROPERTY_CLASS = /^(?:[^\\]|\\[^pP])*\\[pP]\{/;

/** The name of a property that is known: `a.trim`, `a?.trim`, `a['trim']`. */
function propertyName({ property, computed }) {
  if (!computed) return property.name;
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}

/** Whether an expression can't be a text, by how it is written. */
function isNoText({ type, operator, value, expression }) {
  if (type === 'ParenthesizedExpression') return isNoText(expression);
  if (type === 'BinaryExpression') return NO_TEXT.has(operator);
  if (type === 'UnaryExpression') return operator !== 'typeof';
  return type === 'Literal' && typeof value !== 'string';
}

/** What is wrong with a regular expression: the ID of a message, or undefined. */
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
    docs: { description: 'The text of protocols is read by the rules of ASCII' },
    messages: {
      space: `{{what}} knows every space of Unicode, and the byte A0: ${INSTEAD}, or [ \\t]`,
      letters: `{{what}} folds letters of every alphabet, U+212A to k: ${INSTEAD}`,
      number: `{{what}} reads 0x10, 1e3 and spaces as numbers: ${INSTEAD}`,
      unicode: `{{what}} goes by tables of Unicode: ${INSTEAD}`,
    },
  },
  create(context) {
    const report = (node, messageId, what) => {
      context.report({ node, messageId, data: { what } });
    };
    /** `new RegExp('…', 'i')`, where it is written out. */
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
        // As in `.map(Number)`.
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
