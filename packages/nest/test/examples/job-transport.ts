import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';
import { findCredential } from '@portcullis/core/bearer';
import type { Transport } from '@portcullis/nest';

/** A job of a queue, with the `Authorization` value of the user who requested it. */
export interface Job {
  readonly name: string;
  readonly authorization?: string;
}

/** Tells the queue why a job was denied: 400, 401, 403 or 503. */
export class JobRefused extends Error {
  constructor(readonly status: number) {
    super(`the job was refused: ${status}`);
  }
}

const ON_JOB = 'app:on-job';

/** Marks a method as the handler of jobs with this name. */
export const OnJob = (name: string) => SetMetadata(ON_JOB, name);

const users = new WeakMap<Job, unknown>();

export const jobTransport: Transport<Job> = {
  type: 'job', // the value of `ExecutionContext.getType()`
  carrierOf: (context) => context.getArgByIndex<Job>(0),
  credentialOf: ({ authorization }) => findCredential({ headers: { authorization } }),
  setUser: (job, user) => void users.set(job, user),
  userOf: (job) => users.get(job),
  refuse: (_job, { status }) => new JobRefused(status),
  isHandler: (method) => Reflect.hasMetadata(ON_JOB, method),
};
