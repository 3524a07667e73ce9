// Where spec files run: Node's environment, which besides ends what a file left in the process. An AsyncLocalStorage
// that was used once is copied into every promise of the process from then on (up to Node 22), until it is disabled, and
// each spec file has one at least: Jest's own, for the test that is running.
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
