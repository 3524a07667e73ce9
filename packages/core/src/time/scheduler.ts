/** Runs a task after some milliseconds; answers with what cancels it. Tests put a clock of their own behind it. */
export type Scheduler = (milliseconds: number, task: () => void) => () => void;

/** By a timer that does not keep the process alive. */
export function unreferencedTimeout(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}
