import { isSuccess } from './answer.js';
import { statusName } from './status-in-words.js';

/** A status by number and name, in the colour of what it means. */
export function StatusBadge({ status }: { readonly status: number }) {
  return (
    <span className={isSuccess({ status }) ? 'status good' : 'status bad'}>
      {status === 0 ? '' : status} {statusName(status)}
    </span>
  );
}
