import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';
import { findCredential } from '@portcullis/core/bearer';
import type { Transport } from '@portcullis/nest';

/** A job of a queue, with the Authorization of whoever asked for it. */
export interface Job {
  readonly name: string;
  readonly authorization?: string;
}

/** What a queue is told instead of an answer: 400, 401, 403 or 503. */
export class JobRefused extends Error {
  constructor(readonly status: number) {
    super(`the job was refused: ${status}`);
  }
}

const ON_JOB = 'app:on-job';

/** Makes a method the handler of jobs of a name. */
export const OnJob = (name: string) => SetMetadata(ON_JOB, name);

const users = new WeakMap<Job, unknown>();

export const jobTransport: Transport<Job> = {
  type: 'job', // what `ExecutionContext.getType()` says
  carrierOf: (context) => context.getArgByIndex<Job>(0),
  credentialOf: ({ authorization }) => findCredential({ headers: { authorization } }),
  setUser: (job, user) => void users.set(job, user),
  userOf: (job) => users.get(job),
  refuse: (_job, { status }) => new JobRefused(status),
  isHandler: (method) => Reflect.hasMetadata(ON_JOB, method),
};
