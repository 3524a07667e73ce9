// The test environment of spec files: Node's environment plus one cleanup. Up to Node 22, an AsyncLocalStorage that
// was used once is copied into every promise of the process until it is disabled. Each spec file has at least one:
// Jest's own, for the running test.
const asyncHooks = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

const made = new Set();

asyncHooks.AsyncLocalStorage = class extends asyncHooks.AsyncLocalStorage {
  constructor(...options) {
    super(...options);
    made.add(this);
  }
};

module.exports = class extends TestEnvironment {
  async teardown() {
    await super.teardown();
    for (const storage of made) storage.disable();
    made.clear();
  }
};
