// The lint rule `portcullis/nest-internals`: what Nest does not document is used in packages/nest/src/nest-internals alone,
// so that a new version of Nest is one folder to read. Deep imports are the rule `portcullis/imports`.

/** Metadata keys and injection tokens that Nest's packages keep to themselves. */
const PRIVATE_TEXT =
  /^(__(guards|interceptors|pipes|exceptionFilters|routeArguments|sse|httpCode|headers|version|injectable)__|(websockets|microservices|graphql):.+|GqlModuleOptions|GraphQLSchemaHost)$/;

/** Members of Nest's and Passport's objects that no documentation names. */
const PRIVATE_MEMBERS = new Set([
  '_strategy',
  'getAllMethodNames',
  'getGlobalGuards',
  'getGlobalRequestGuards',
  'getIoAdapter',
  'getRpcTargetRegistry',
  'isDependencyTreeStatic',
  'setIoAdapter',
]);

const METADATA_READERS = new Set([
  'getMetadata',
  'getOwnMetadata',
  'hasMetadata',
  'hasOwnMetadata',
  'defineMetadata',
]);

/** The classes that Nest exports for its own packages. */
const PRIVATE_CLASSES = new Set(['MetadataScanner', 'ExecutionContextHost', 'NestContainer']);

const nestInternals = {
  meta: {
    type: 'problem',
    docs: { description: 'What Nest does not document is used in nest-internals alone' },
    messages: {
      internal:
        '`{{name}}` is not documented by Nest: use or add a function of packages/nest/src/nest-internals',
    },
  },
  create(context) {
    const texts = new Map();
    const report = (node, name) =>
      context.report({ node, messageId: 'internal', data: { name: String(name) } });
    return {
      Literal(node) {
        if (typeof node.value === 'string' && PRIVATE_TEXT.test(node.value)) {
          report(node, node.value);
        }
      },
      VariableDeclarator({ id, init }) {
        if (id.type === 'Identifier' && init?.type === 'Literal') texts.set(id.name, init.value);
      },
      MemberExpression(node) {
        const { property, computed } = node;
        if (!computed && PRIVATE_MEMBERS.has(property.name)) report(node, property.name);
      },
      ImportSpecifier(node) {
        if (PRIVATE_CLASSES.has(node.imported.name)) report(node, node.imported.name);
      },
      // `path` and `port` are ordinary words; as a key of metadata they are Nest's.
      CallExpression(node) {
        const key = keyRead(node);
        const value = key?.type === 'Identifier' ? texts.get(key.name) : key?.value;
        if (typeof value === 'string' && !value.startsWith('portcullis:')) report(node, value);
      },
    };
  },
};

function keyRead({ callee, arguments: [key] }) {
  const isReader =
    callee.type === 'MemberExpression' &&
    callee.object.name === 'Reflect' &&
    METADATA_READERS.has(callee.property.name);
  return isReader ? key : undefined;
}

export default nestInternals;
