/** Mistakes of a key ring with a store that lost its keys, was restored, or is partly unreadable. */
const lineage = 'packages/issuer/src/key-ring/ring-lineage.ts';
const keeper = 'packages/issuer/src/key-ring/ring-writer.ts';
const ring = 'packages/issuer/src/key-ring/key-ring.ts';
const stored = 'packages/issuer/src/key-ring/stored-ring.ts';

export const ringFaultBugs = [
  {
    name: 'a new ring counts as the next state of the lost one',
    file: lineage,
    find: '|| descendsFrom(loaded, seen.ring)) return',
    replace: '|| loaded.version >= seen.ring.version) return',
  },
  {
    name: 'a new ring signs instead of the older one',
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
    name: 'a key published by half of the processes counts as published by all',
    file: lineage,
    find: "return key.state === 'staged' ? { ...key, publishedAt: now } : key;",
    replace: 'return now > 0 ? key : key;',
  },
  {
    name: 'a restored backup makes a retired key active',
    file: lineage,
    find: 'ORDER[seen.state] > ORDER[loaded.state] ? seen : loaded',
    replace: 'ORDER[seen.state] < ORDER[loaded.state] ? seen : loaded',
  },
  {
    name: 'a key reactivated by a backup keeps its old retirement date',
    file: lineage,
    find: 'const retiredAt = isRetiredNow ? now : later',
    replace: 'const retiredAt = later',
  },
  {
    name: 'a process that slept for a month restores revoked keys',
    file: lineage,
    find: 'if (seen === undefined || now - seen.at >= MIN_TOMBSTONE_MS) return loaded;',
    replace: 'if (seen === undefined) return loaded;',
  },
  {
    name: 'a revoked key is rejected only after the other keys are decrypted',
    file: keeper,
    find: '    this.#rememberKilled(tombstonesOf(loaded)); // first, because later steps may fail\n',
    replace: '',
  },
  {
    name: 'a failed read keeps revoked keys valid',
    file: ring,
    find: '        this.#show(this.#snapshot); // removes keys whose tombstones could be read\n',
    replace: '',
  },
  {
    name: 'a process that cannot decrypt the ring does not store its revocation',
    file: keeper,
    find: '      if (loaded !== undefined) await this.#bury(loaded);\n',
    replace: '',
  },
  {
    name: 'one malformed tombstone hides the others',
    file: stored,
    find: 'return Array.isArray(killed) ? killed.filter(isKilled) : [];',
    replace: 'return Array.isArray(killed) && killed.every(isKilled) ? killed : [];',
  },
  {
    name: 'a foreign ring is accepted',
    file: keeper,
    find: '    if (loaded !== undefined) assertRing(loaded);\n',
    replace: '',
  },
  {
    name: 'a ring of a later version is read as the current version',
    file: stored,
    find: "  if (!(format <= RING_FORMAT)) throw notARing('was written by a later version of the package');\n",
    replace: '',
  },
];
