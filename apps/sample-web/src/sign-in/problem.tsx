import { useNow } from '../words/use-now.js';
import { signInProblem, tryAgainAt, type RefusedSignIn } from './sign-in-problem.js';

/** Says why a sign-in failed, and when the user can retry. The element exists even when empty, so that it is announced. */
export function Problem({
  id,
  refused,
}: {
  readonly id: string;
  readonly refused: RefusedSignIn | undefined;
}) {
  const now = useNow();
  const isOver = refused !== undefined && now >= (tryAgainAt(refused) ?? Infinity);
  return (
    <p id={id} role="alert" className={lookOf(refused, isOver)}>
      {refused && (isOver ? 'You can try again now.' : signInProblem(refused))}
    </p>
  );
}

function lookOf(refused: RefusedSignIn | undefined, isOver: boolean): string {
  if (refused === undefined) return 'empty';
  return isOver ? 'notice' : 'notice error';
}
