/** Mistakes in the audit of GraphQL fields that are not Nest handlers. */
const audit = 'packages/nest/src/audit/handler-audit.ts';
const fields = 'packages/nest/src/audit/graphql-fields.ts';

export const foreignFieldBugs = [
  {
    name: 'GraphQL fields that are not handlers are not reported',
    file: audit,
    find: "    assertNone('the audit of GraphQL', foreign);\n",
    replace: '',
  },
  {
    name: 'a scalar among the resolvers of a subgraph fails the start',
    file: fields,
    find: 'isScalar(fields) ? {} : (',
    replace: 'isScalar([fields]) ? {} : (',
  },
  {
    name: 'a gateway of subgraphs is not reported',
    file: audit,
    find: '    if (hasGateway) this.#logger.warn(GATEWAY);\n',
    replace: '',
  },
  {
    name: 'additions of a Mercurius plugin are not reported',
    file: audit,
    find: 'return isSchema(schema) ? [schema] : [];',
    replace: 'return [];',
  },
  {
    name: 'entity fields that are not handlers are not reported',
    file: audit,
    find: '      ...findForeignEntityFields(this.modules, known),\n',
    replace: '',
  },
  {
    name: 'subscriptions that are not handlers are not reported',
    file: fields,
    find: 'Boolean(subscribe) || (',
    replace: 'Boolean(undefined) || (',
  },
  {
    name: 'root values for fields without a function are not reported',
    file: fields,
    find: '(isAnyServed || isServed(field))',
    replace: 'isServed(field)',
  },
  {
    name: 'a field without a function fails the start',
    file: fields,
    find: '(isAnyServed || isServed(field))',
    replace: 'true',
  },
  {
    name: 'a function that replaces a handler is not reported',
    file: fields,
    find: '...options.flatMap((each) => replaced(each, known))',
    replace: '',
  },
  {
    name: 'a schema for sockets only is not reported',
    file: fields,
    find: ', ...options.flatMap(socketSchemas)]',
    replace: ']',
  },
  {
    name: 'a reference resolver in the options is not reported',
    file: fields,
    find: '(field === REFERENCE || ',
    replace: '(',
  },
];
