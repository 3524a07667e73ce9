/** Mistakes in what the audit knows of access metadata that nothing reads. */
const words = 'packages/nest/src/audit/access-words.ts';
const unread = 'packages/nest/src/audit/unread-metadata.ts';
const audit = 'packages/nest/src/audit/handler-audit.ts';

export const unreadMetadataBugs = [
  {
    name: 'access metadata that nothing reads is silent',
    file: audit,
    find: '      ...unread.faults,\n',
    replace: '',
  },
  {
    name: 'access metadata of handlers alone is found, of classes none',
    file: unread,
    find: '[...handlers, { name: type.name, place: type }]',
    replace: 'handlers',
  },
  {
    name: 'access metadata on a module is silent',
    file: unread,
    find: '    ...homes.map((module) => ({ name: classOfModule(module).name, place: classOfModule(module) })),\n',
    replace: '',
  },
  {
    name: 'access metadata on a gateway without messages is silent',
    file: unread,
    find: 'handlers.length > 0 || isGateway(type)',
    replace: 'handlers.length > 0',
  },
  {
    name: 'access metadata is looked for on the place itself, and not on a base class',
    file: unread,
    find: 'Reflect.getMetadataKeys(place)',
    replace: 'Reflect.getOwnMetadataKeys(place)',
  },
  {
    name: 'one key that is enforced excuses every other',
    file: unread,
    find: '|| enforced.has(key)) return [];',
    replace: '|| enforced.size > 0) return [];',
  },
  {
    name: 'a symbol is no key of access metadata',
    file: unread,
    find: "typeof key === 'symbol' ? (key.description ?? '') : key;",
    replace: "typeof key === 'symbol' ? '' : key;",
  },
  {
    name: 'a list of roles under a generated key is only a warning',
    file: unread,
    find: "value.some((item) => typeof item === 'string')) return 'roles';",
    replace: "value.some((item) => typeof item === 'string')) return 'unclear';",
  },
  {
    name: 'a key that is a class stops the audit',
    file: unread,
    find: 'if (!isNamed(key) || enforced.has(key))',
    replace: 'if ((!isNamed(key) && key === undefined) || enforced.has(key as MetadataKey))',
  },
  {
    name: 'a decorator about caching stops the start',
    file: unread,
    find: 'names.length === 1 || !AMBIGUOUS.has(name)',
    replace: 'true || AMBIGUOUS.has(name)',
  },
  {
    name: 'an object that says public alone is only a warning',
    file: unread,
    find: 'names.length === 1 || !AMBIGUOUS.has(name)',
    replace: '!AMBIGUOUS.has(name)',
  },
  {
    name: 'access words that are joined in lower case are unknown',
    file: words,
    find: '\n    .flatMap(partsOfJoined);',
    replace: '\n    .flatMap((word) => (word === "" ? partsOfJoined(word) : [word]));',
  },
  {
    name: 'any two known words that are joined are access metadata',
    file: words,
    find: 'cuts.find((parts) => parts.every(isKnown) && parts.some(isSubject)) ?? [word]',
    replace:
      'cuts.find((parts) => parts.some(isKnown) && parts.some(isSubject))?.filter(isKnown) ?? [word]',
  },
  {
    name: 'a key of access metadata must be in lower case',
    file: words,
    find: '    .toLowerCase()\n',
    replace: '',
  },
];
