/** Mistakes in the audit of access metadata that nothing reads. */
const words = 'packages/nest/src/audit/access-words.ts';
const unread = 'packages/nest/src/audit/unread-metadata.ts';
const audit = 'packages/nest/src/audit/handler-audit.ts';

export const unreadMetadataBugs = [
  {
    name: 'unread access metadata is not reported',
    file: audit,
    find: '      ...unread.faults,\n',
    replace: '',
  },
  {
    name: 'access metadata of classes is not found',
    file: unread,
    find: '[...handlers, { name: type.name, place: type }]',
    replace: 'handlers',
  },
  {
    name: 'access metadata on a module is not reported',
    file: unread,
    find: '    ...homes.map((module) => ({ name: classOfModule(module).name, place: classOfModule(module) })),\n',
    replace: '',
  },
  {
    name: 'access metadata on a gateway without messages is not reported',
    file: unread,
    find: 'handlers.length > 0 || isGateway(type)',
    replace: 'handlers.length > 0',
  },
  {
    name: 'access metadata of base classes is not found',
    file: unread,
    find: 'Reflect.getMetadataKeys(place)',
    replace: 'Reflect.getOwnMetadataKeys(place)',
  },
  {
    name: 'one enforced key excludes all others',
    file: unread,
    find: '|| enforced.has(key)) return [];',
    replace: '|| enforced.size > 0) return [];',
  },
  {
    name: 'a symbol is not recognized as a key of access metadata',
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
    name: 'a class as a key fails the audit',
    file: unread,
    find: 'if (!isNamed(key) || enforced.has(key))',
    replace: 'if ((!isNamed(key) && key === undefined) || enforced.has(key as MetadataKey))',
  },
  {
    name: 'a caching decorator fails the start',
    file: unread,
    find: 'names.length === 1 || !AMBIGUOUS.has(name)',
    replace: 'true || AMBIGUOUS.has(name)',
  },
  {
    name: 'an object with only public is just a warning',
    file: unread,
    find: 'names.length === 1 || !AMBIGUOUS.has(name)',
    replace: '!AMBIGUOUS.has(name)',
  },
  {
    name: 'joined access words in lower case are not recognized',
    file: words,
    find: '\n    .flatMap(partsOfJoined);',
    replace: '\n    .flatMap((word) => (word === "" ? partsOfJoined(word) : [word]));',
  },
  {
    name: 'any two joined words count as access metadata',
    file: words,
    find: 'cuts.find((parts) => parts.every(isKnown) && parts.some(isSubject)) ?? [word]',
    replace:
      'cuts.find((parts) => parts.some(isKnown) && parts.some(isSubject))?.filter(isKnown) ?? [word]',
  },
  {
    name: 'a key of access metadata is recognized only in lower case',
    file: words,
    find: '    .toLowerCase()\n',
    replace: '',
  },
];
