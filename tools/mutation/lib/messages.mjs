/**
 * Excludes message texts from mutation. Tests do not assert every word of a message or of a log line. Codes, option
 * names and claim names are mutated.
 */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** The arguments that are message texts, by error class or by the function that creates the error. */
const TEXTS = {
  TokenError: [1],
  CredentialError: [1],
  FetchRefusedError: [1],
  ConfigurationError: [1, 2],
  InvalidKeyError: [0],
  KeysUnavailableError: [0],
  StoreUnavailableError: [0],
  SubjectGoneError: [0],
  cycle: [0],
  wrong: [1],
  check: [3],
  malformed: [0],
  refused: [0, 2],
  unavailable: [0],
  wrongClient: [0, 1],
  readText: [2],
  readHost: [2],
  readOrigin: [2],
  readBaseUrl: [2],
  assertList: [3],
};

const messages = {
  shouldIgnore(path) {
    return isTextArgument(path) || isLogged(path) || isForPeople(path) ? 'message text' : undefined;
  },
};

function isTextArgument({ parent, listKey, key }) {
  if (listKey !== 'arguments' || !Object.hasOwn(TEXTS, parent.callee.name ?? '')) return false;
  return TEXTS[parent.callee.name].includes(key);
}

/** `this.#logger.warn(…)` */
function isLogged({ parent, listKey }) {
  if (listKey !== 'arguments' || parent.callee.type !== 'MemberExpression') return false;
  const { object, property } = parent.callee;
  const name = object.property?.id?.name ?? object.property?.name ?? object.name;
  return name === 'logger' && ['debug', 'error', 'log', 'warn'].includes(property.name);
}

/** Variables and members that hold a part of a message. */
const FOR_PEOPLE = new Set([
  'given',
  'right',
  'GATEWAY',
  'FIELD_GUARDS',
  'example',
  'exampleSubject',
  'FORBIDDEN',
  'message',
  'UNKNOWN_KID_LATER',
]);

function isForPeople({ parent, key }) {
  if (parent?.type === 'VariableDeclarator')
    return key === 'init' && FOR_PEOPLE.has(parent.id.name);
  return parent?.type === 'ObjectProperty' && key === 'value' && FOR_PEOPLE.has(parent.key.name);
}

/** Stryker finds the plugin by this name. */
export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'messages', messages)];
