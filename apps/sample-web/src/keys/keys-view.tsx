import { PageTitle } from '../shell/page-title.js';

/** To come. */
export function KeysView() {
  return <PageTitle lead="">Keys</PageTitle>;
}
