import { PageTitle } from '../shell/page-title.js';

/** To come. */
export function TryView() {
  return <PageTitle lead="">Try it</PageTitle>;
}
