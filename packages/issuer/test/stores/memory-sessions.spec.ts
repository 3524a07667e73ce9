import { MemorySessionStore } from '../../src/stores/memory-sessions.js';
import { describeSessionStore } from './session-contract.js';

describeSessionStore('memory', async () => new MemorySessionStore());
