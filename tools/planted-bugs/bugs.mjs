/**
 * Small, realistic mistakes, one edit each. `npm run test:planted` plants them one at a time, and each must make a
 * test fail. `find` occurs exactly once in its file.
 */
import { applicationCallBugs } from './bugs/application-calls.mjs';
import { bearerBugs } from './bugs/bearer.mjs';
import { claimsBugs } from './bugs/claims.mjs';
import { clockFaultBugs } from './bugs/clock-faults.mjs';
import { databaseClientBugs } from './bugs/database-clients.mjs';
import { discoveryBugs } from './bugs/discovery.mjs';
import { encodingBugs } from './bugs/encoding.mjs';
import { foreignKeyBugs } from './bugs/foreign-keys.mjs';
import { issuerNestBugs } from './bugs/issuer-nest.mjs';
import { jwkBugs } from './bugs/jwk.mjs';
import { jwsBugs } from './bugs/jws.mjs';
import { keyChoiceBugs } from './bugs/key-choice.mjs';
import { keyRingBugs } from './bugs/key-ring.mjs';
import { keyTextBugs } from './bugs/key-text.mjs';
import { keysBugs } from './bugs/keys.mjs';
import { metadataBugs } from './bugs/metadata.mjs';
import { mismatchBugs } from './bugs/mismatch.mjs';
import { nestBugs } from './bugs/nest.mjs';
import { nestPolicyBugs } from './bugs/nest-policy.mjs';
import { outagesBugs } from './bugs/outages.mjs';
import { presetBugs } from './bugs/presets.mjs';
import { protocolTextBugs } from './bugs/protocol-text.mjs';
import { remoteKeysBugs } from './bugs/remote-keys.mjs';
import { limitedUserBugs } from './bugs/limited-users.mjs';
import { replicaBugs } from './bugs/replicas.mjs';
import { requestPathBugs } from './bugs/request-path.mjs';
import { ringFaultBugs } from './bugs/ring-faults.mjs';
import { ringPromiseBugs } from './bugs/ring-promises.mjs';
import { sampleApiBugs } from './bugs/sample-api.mjs';
import { sampleSignInBugs } from './bugs/sample-sign-in.mjs';
import { sampleWebBugs } from './bugs/sample-web.mjs';
import { sessionsBugs } from './bugs/sessions.mjs';
import { revocationBugs } from './bugs/revocation.mjs';
import { storeFaultBugs } from './bugs/store-faults.mjs';
import { strayWhitespaceBugs } from './bugs/stray-whitespace.mjs';
import { tenantBugs } from './bugs/tenants.mjs';
import { tokenRequestBugs } from './bugs/token-requests.mjs';
import { tokenTypeBugs } from './bugs/token-type.mjs';
import { tokenUseBugs } from './bugs/token-use.mjs';
import { exchangeBugs } from './bugs/exchanges.mjs';
import { implicitNamespaceBugs } from './bugs/implicit-namespaces.mjs';
import { foreignFieldBugs } from './bugs/foreign-fields.mjs';
import { issuerErrorBugs } from './bugs/issuer-errors.mjs';
import { accessOrderBugs } from './bugs/access-order.mjs';
import { unreadMetadataBugs } from './bugs/unread-metadata.mjs';
import { unknownKidBugs } from './bugs/unknown-kid.mjs';
import { verifierBugs } from './bugs/verifier.mjs';

export const BUGS = [
  ...encodingBugs,
  ...jwsBugs,
  ...jwkBugs,
  ...keyTextBugs,
  ...strayWhitespaceBugs,
  ...keyChoiceBugs,
  ...foreignKeyBugs,
  ...claimsBugs,
  ...clockFaultBugs,
  ...verifierBugs,
  ...tokenUseBugs,
  ...presetBugs,
  ...tenantBugs,
  ...keysBugs,
  ...remoteKeysBugs,
  ...unknownKidBugs,
  ...discoveryBugs,
  ...keyRingBugs,
  ...ringFaultBugs,
  ...ringPromiseBugs,
  ...limitedUserBugs,
  ...replicaBugs,
  ...requestPathBugs,
  ...bearerBugs,
  ...mismatchBugs,
  ...protocolTextBugs,
  ...nestBugs,
  ...nestPolicyBugs,
  ...unreadMetadataBugs,
  ...exchangeBugs,
  ...accessOrderBugs,
  ...issuerErrorBugs,
  ...foreignFieldBugs,
  ...implicitNamespaceBugs,
  ...issuerNestBugs,
  ...tokenTypeBugs,
  ...tokenRequestBugs,
  ...metadataBugs,
  ...outagesBugs,
  ...sessionsBugs,
  ...revocationBugs,
  ...storeFaultBugs,
  ...databaseClientBugs,
  ...applicationCallBugs,
  ...sampleSignInBugs,
  ...sampleApiBugs,
  ...sampleWebBugs,
];
