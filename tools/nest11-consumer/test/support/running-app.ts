/** Runs the application in its own process and sends requests over loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What the application prints once it has started. */
export interface Findings {
  readonly port: number;
  readonly tcpPort: number;
  readonly routes: readonly string[];
  readonly application: string;
  readonly core: string;
  readonly common: string;
  readonly passport: string;
  readonly packages: readonly string[];
  readonly strategyIsPassportJwt: boolean;
  readonly wrongRoles: string;
}

export interface RunningApp {
  readonly findings: Findings;
  get(path: string, token?: string): Promise<Response>;
  /** Closes the application. Rejects with its standard error if it fails. */
  stop(): Promise<void>;
}

/** Starts `main.cjs` in a folder. Rejects with its standard error if it exits before it has started. */
export async function runApp(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningApp> {
  const child = spawn(process.execPath, ['main.cjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout });
  const [first] = (await Promise.race([once(lines, 'line'), ended.then(() => [])])) as string[];
  if (first === undefined) throw new Error(`the application did not start:\n${errors}`);
  const findings = JSON.parse(first) as Findings;
  return {
    findings,
    get: (path, token) =>
      fetch(`http://127.0.0.1:${findings.port}${path}`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }),
    async stop() {
      child.stdin.end();
      const [code] = await ended;
      if (code !== 0) throw new Error(`the application exited with code ${code}:\n${errors}`);
    },
  };
}
