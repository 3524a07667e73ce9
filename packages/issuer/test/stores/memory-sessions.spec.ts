import { MemorySessionStore } from '../../src/stores/memory/session-store.js';
import { describeSessionStore } from './session-contract.js';
import { describeSessionSteps } from './session-steps.js';

describeSessionStore('memory', async () => new MemorySessionStore());
describeSessionSteps('memory', async () => new MemorySessionStore());
