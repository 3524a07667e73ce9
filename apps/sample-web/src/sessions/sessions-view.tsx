import { PageTitle } from '../shell/page-title.js';

/** To come. */
export function SessionsView() {
  return <PageTitle lead="">Sessions</PageTitle>;
}
