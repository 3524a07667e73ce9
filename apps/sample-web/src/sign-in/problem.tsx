import { useNow } from '../words/use-now.js';
import { signInProblem, tryAgainAt, type RefusedSignIn } from './sign-in-problem.js';

/** Why a sign-in did not succeed, and when to wait is over, that. The place stays, so that it is read out. */
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
