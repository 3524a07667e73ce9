/** Processes of the sample API for the tests of a `describe` or file, with the folder and the schema that they share. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownPlace, type OwnPlace } from './own-place.js';
import { SampleProcess } from './process.js';

/** Starts processes in one folder. */
export interface SampleProcesses {
  /** Variables of a private schema on PostgreSQL, for processes that do not test the embedded database. */
  readonly postgres: Readonly<Record<string, string>>;
  /** Starts a process, which is killed after the test. */
  start(variables?: Readonly<Record<string, string>>): SampleProcess;
}

/**
 * Creates the folder and the schema before the tests, and removes them afterwards.
 *
 * @param prepare - fills the folder; default: it is empty
 */
export function sampleProcesses(prepare?: (folder: string) => Promise<void>): SampleProcesses {
  const processes: SampleProcess[] = [];
  let folder: string;
  let place: OwnPlace;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-process-'));
    await prepare?.(folder);
    place = await ownPlace();
  });

  afterEach(async () => {
    for (const process of processes) process.signal('SIGKILL');
    await Promise.all(processes.splice(0).map((process) => process.ended()));
  });

  afterAll(async () => {
    await place.remove();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get postgres() {
      return place.variables;
    },
    start(variables) {
      const started = new SampleProcess(folder, variables);
      processes.push(started);
      return started;
    },
  };
}
