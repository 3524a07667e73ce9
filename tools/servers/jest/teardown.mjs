/** Runs after all tests: stops the servers that a test has started. */
import { endRun } from '../lib/shared.mjs';

export default endRun;
