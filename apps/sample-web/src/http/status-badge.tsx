import { isSuccess } from './answer.js';
import { statusName } from './status-in-words.js';

/** Shows number and name of a status, coloured by success or failure. */
export function StatusBadge({ status }: { readonly status: number }) {
  return (
    <span className={isSuccess({ status }) ? 'status good' : 'status bad'}>
      {status === 0 ? '' : status} {statusName(status)}
    </span>
  );
}
