/** The web page of the sample, as its build left it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm run build` puts it: the same from `src` and from `dist`. */
const BUILT = join(import.meta.dirname, '../../../sample-web/dist');

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Portcullis sample API</title>
  <h1>The page is not built</h1>
  <p><code>npm run build</code> builds it; then start the API again.</p>
  <p>The API runs all the same: <a href="/docs">what it has</a>.</p>
</html>
`;

/** What a browser gets at `/`, and where the files are that it asks for next. */
export class Page {
  /** The folder behind `/assets`. Undefined where the page is not built. */
  readonly assets: string | undefined;
  readonly html: string;
  readonly isBuilt: boolean;

  /** @param folder that of the build; it need not be there */
  constructor(folder = BUILT) {
    const index = join(folder, 'index.html');
    const assets = join(folder, 'assets');
    this.isBuilt = existsSync(index) && existsSync(assets);
    this.assets = this.isBuilt ? assets : undefined;
    this.html = this.isBuilt ? readFileSync(index, 'utf8') : NOT_BUILT;
  }
}
