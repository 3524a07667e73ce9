/** The built web page of the sample. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The output of `npm run build`; the same relative path from `src` and from `dist`. */
const BUILT = join(import.meta.dirname, '../../../sample-web/dist');

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Portcullis sample API</title>
  <h1>The page is not built</h1>
    <p>Run <code>npm run build</code>, then restart the API.</p>
    <p>The API works without the page: <a href="/docs">API reference</a>.</p>
</html>
`;

/** The HTML at `/` and the folder of its assets. */
export class Page {
  /** The folder served at `/assets`. Undefined when the page is not built. */
  readonly assets: string | undefined;
  readonly html: string;
  readonly isBuilt: boolean;

  /** @param folder - output of the build; may be missing */
  constructor(folder = BUILT) {
    const index = join(folder, 'index.html');
    const assets = join(folder, 'assets');
    this.isBuilt = existsSync(index) && existsSync(assets);
    this.assets = this.isBuilt ? assets : undefined;
    this.html = this.isBuilt ? readFileSync(index, 'utf8') : NOT_BUILT;
  }
}
