/** Security headers of every response. */
import helmet from 'helmet';

/** Middleware over Node's request and response, for both platforms. */
type Middleware = ReturnType<typeof helmet>;

const NOTHING = ["'none'"];
const OWN = ["'self'"];

/** Policy of the page: no inline scripts or styles, no other origins, no frames. */
const PAGE = {
  'default-src': NOTHING,
  'script-src': OWN,
  'style-src': OWN,
  'img-src': [...OWN, 'data:'],
  'connect-src': OWN,
  'base-uri': NOTHING,
  'form-action': OWN,
  'frame-ancestors': NOTHING,
};
/** Policy of the OpenAPI page, which has inline styles. */
const DOCS = { ...PAGE, 'style-src': [...OWN, "'unsafe-inline'"] };

const DOCS_PATH = /^\/docs(?:[/?]|$)/;

/** Returns middleware for every response, including errors and unknown paths. */
export function securityHeaders(): Middleware {
  const [page, docs] = [headersWith(PAGE), headersWith(DOCS)];
  return (request, response, next) =>
    (DOCS_PATH.test(request.url ?? '') ? docs : page)(request, response, next);
}

function headersWith(directives: Readonly<Record<string, readonly string[]>>): Middleware {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    xFrameOptions: { action: 'deny' }, // for browsers without `frame-ancestors`
  });
}
