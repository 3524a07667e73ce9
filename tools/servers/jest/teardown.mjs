/** After all tests: stops the servers that one of them has started. */
import { endRun } from '../lib/shared.mjs';

export default endRun;
