// A test environment that skips the rest of a file after a failed test. Jest's `--bail` counts whole files only.
const TestEnvironment = require('../../jest/environment.cjs');

module.exports = class FirstFailureEnvironment extends TestEnvironment {
  #failed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') this.#failed = true;
    if (name === 'test_start' && this.#failed) test.mode = 'skip';
  }
};
