/** Mistakes in what the audit knows of GraphQL fields that are no handlers of Nest. */
const audit = 'packages/nest/src/audit/handler-audit.ts';
const fields = 'packages/nest/src/audit/graphql-fields.ts';

export const foreignFieldBugs = [
  {
    name: 'fields of GraphQL that are no handlers are silent',
    file: audit,
    find: "    assertNone('the audit of GraphQL', foreign);\n",
    replace: '',
  },
  {
    name: 'a scalar among the resolvers of a subgraph stops the start',
    file: fields,
    find: 'isScalar(fields) ? {} : (',
    replace: 'isScalar([fields]) ? {} : (',
  },
  {
    name: 'a gateway of subgraphs is silent',
    file: audit,
    find: '    if (hasGateway) this.#logger.warn(GATEWAY);\n',
    replace: '',
  },
  {
    name: 'what a plugin adds to the schema of Mercurius is silent',
    file: audit,
    find: 'return isSchema(schema) ? [schema] : [];',
    replace: 'return [];',
  },
  {
    name: 'fields of entities that are no handlers are silent',
    file: audit,
    find: '      ...findForeignEntityFields(this.modules, known),\n',
    replace: '',
  },
  {
    name: 'subscriptions that are no handlers are silent',
    file: fields,
    find: 'Boolean(subscribe) || (',
    replace: 'Boolean(undefined) || (',
  },
  {
    name: 'values of a root for fields without a function are silent',
    file: fields,
    find: '(isAnyServed || isServed(field))',
    replace: 'isServed(field)',
  },
  {
    name: 'a field without a function stops the start',
    file: fields,
    find: '(isAnyServed || isServed(field))',
    replace: 'true',
  },
  {
    name: 'a function in the place of a handler is silent',
    file: fields,
    find: '...options.flatMap((each) => replaced(each, known))',
    replace: '',
  },
  {
    name: 'a schema for sockets alone is silent',
    file: fields,
    find: ', ...options.flatMap(socketSchemas)]',
    replace: ']',
  },
  {
    name: 'a reference resolver among the options is silent',
    file: fields,
    find: '(field === REFERENCE || ',
    replace: '(',
  },
];
