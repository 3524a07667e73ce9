/** Before all tests: where they leave word of the servers that they start. None is started here. */
import { beginRun } from '../lib/shared.mjs';

export default beginRun;
