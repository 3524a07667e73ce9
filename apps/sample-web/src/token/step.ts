/** A step of a verification and its result. */

/** `not checked here`: the browser cannot do this step, and continues with the next. */
export type StepState = 'passed' | 'failed' | 'not checked here' | 'not reached';

/** A step to show. */
export interface Step {
  readonly title: string;
  readonly state: StepState;
  /** The reason of the result; for a step that was not reached, what it checks. */
  readonly detail: string;
}

/** The result of a check. */
export interface Verdict {
  readonly state: Exclude<StepState, 'not reached'>;
  readonly detail: string;
}

/** Returns a passed result. */
export function passed(detail: string): Verdict {
  return { state: 'passed', detail };
}

/** Returns a failed result, after which no step is run. */
export function failed(detail: string): Verdict {
  return { state: 'failed', detail };
}

/** Returns the result of a check that the browser cannot do. */
export function notCheckedHere(detail: string): Verdict {
  return { state: 'not checked here', detail };
}
