import { PageTitle } from '../shell/page-title.js';

/** To come. */
export function TokenView() {
  return <PageTitle lead="">Token</PageTitle>;
}
