/** Mistakes in what a key ring does with a store that lost its keys, was set back, or can't be read as a whole. */
const lineage = 'packages/issuer/src/key-ring/ring-lineage.ts';
const keeper = 'packages/issuer/src/key-ring/ring-writer.ts';
const ring = 'packages/issuer/src/key-ring/key-ring.ts';
const stored = 'packages/issuer/src/key-ring/stored-ring.ts';

export const ringFaultBugs = [
  {
    name: 'a ring that was begun anew passes for the next state of the one that was lost',
    file: lineage,
    find: '|| descendsFrom(loaded, seen.ring)) return',
    replace: '|| loaded.version >= seen.ring.version) return',
  },
  {
    name: 'a ring begun anew signs on in the place of the older one',
    file: lineage,
    find: 'return sinceWhen(loaded) < sinceWhen(seen) ? loaded : seen;',
    replace: 'return sinceWhen(loaded) > sinceWhen(seen) ? loaded : seen;',
  },
  {
    name: 'two active keys stay active',
    file: lineage,
    find: "key.state === 'active' && key !== first ?",
    replace: "key.state === 'active' && key === undefined ?",
  },
  {
    name: 'a staged key that half of the processes published counts as published by all',
    file: lineage,
    find: "return key.state === 'staged' ? { ...key, publishedAt: now } : key;",
    replace: 'return now > 0 ? key : key;',
  },
  {
    name: 'a retired key is active again after a backup was put back',
    file: lineage,
    find: 'ORDER[seen.state] > ORDER[loaded.state] ? seen : loaded',
    replace: 'ORDER[seen.state] < ORDER[loaded.state] ? seen : loaded',
  },
  {
    name: 'a key that a backup made active again is retired since before it signed',
    file: lineage,
    find: 'const retiredAt = isRetiredNow ? now : later',
    replace: 'const retiredAt = later',
  },
  {
    name: 'a process that slept for a month brings back what was killed meanwhile',
    file: lineage,
    find: 'if (seen === undefined || now - seen.at >= LEAST_TOMBSTONE_MS) return loaded;',
    replace: 'if (seen === undefined) return loaded;',
  },
  {
    name: 'a killed key is refused once the other keys were opened',
    file: keeper,
    find: '    this.#rememberKilled(tombstonesOf(loaded)); // before anything that may fail\n',
    replace: '',
  },
  {
    name: 'a look that fails leaves everything as it was, killed keys too',
    file: ring,
    find: "        this.#show(this.#snapshot); // without what it has read to be killed, although the rest can't be used\n",
    replace: '',
  },
  {
    name: 'a process that can’t open the ring keeps its kill to itself',
    file: keeper,
    find: '      if (loaded !== undefined) await this.#bury(loaded);\n',
    replace: '',
  },
  {
    name: 'one tombstone of another form hides the others',
    file: stored,
    find: 'return Array.isArray(killed) ? killed.filter(isKilled) : [];',
    replace: 'return Array.isArray(killed) && killed.every(isKilled) ? killed : [];',
  },
  {
    name: 'a ring that was not written by us is followed',
    file: keeper,
    find: '    if (loaded !== undefined) assertRing(loaded);\n',
    replace: '',
  },
  {
    name: 'a ring of a later version is read as if it were of this one',
    file: stored,
    find: "  if (!(format <= RING_FORMAT)) throw notARing('a later version of the package wrote');\n",
    replace: '',
  },
];
