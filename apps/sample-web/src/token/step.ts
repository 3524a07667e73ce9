/** One step of a verification, and how it ended. */

/** `not checked here`: the browser can't do it, and goes on. */
export type StepState = 'passed' | 'failed' | 'not checked here' | 'not reached';

/** A step as it is shown. */
export interface Step {
  readonly title: string;
  readonly state: StepState;
  /** Why it ended so, in a sentence; what it looks at, where it was not reached. */
  readonly detail: string;
}

/** How a check ended. */
export interface Verdict {
  readonly state: Exclude<StepState, 'not reached'>;
  readonly detail: string;
}

/** A check that passed. */
export function passed(detail: string): Verdict {
  return { state: 'passed', detail };
}

/** A check that failed: no later one is made. */
export function failed(detail: string): Verdict {
  return { state: 'failed', detail };
}

/** A check that the browser can't make. */
export function notCheckedHere(detail: string): Verdict {
  return { state: 'not checked here', detail };
}
