/** The headers that keep browsers from doing more with an answer than it is for. */
import helmet from 'helmet';

/** A request and a response of Node, which both platforms have. */
type Middleware = ReturnType<typeof helmet>;

const NOTHING = ["'none'"];
const OWN = ["'self'"];

/** No inline script or style, nothing from elsewhere, no frame around it. */
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
/** Swagger's page has styles in its document. */
const DOCS = { ...PAGE, 'style-src': [...OWN, "'unsafe-inline'"] };

const DOCS_PATH = /^\/docs(?:[/?]|$)/;

/** Middleware for every answer, errors and unknown paths too. */
export function securityHeaders(): Middleware {
  const [page, docs] = [headersWith(PAGE), headersWith(DOCS)];
  return (request, response, next) =>
    (DOCS_PATH.test(request.url ?? '') ? docs : page)(request, response, next);
}

function headersWith(directives: Readonly<Record<string, readonly string[]>>): Middleware {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    xFrameOptions: { action: 'deny' }, // as `frame-ancestors`, for browsers that do not know it
  });
}
