import { PageTitle } from '../shell/page-title.js';

/** To come. */
export function AuditView() {
  return <PageTitle lead="">Audit</PageTitle>;
}
