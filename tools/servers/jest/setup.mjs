/**
 * Runs before all tests: sets the folder in which processes share the addresses of started servers. Starts no server.
 */
import { beginRun } from '../lib/shared.mjs';

export default beginRun;
