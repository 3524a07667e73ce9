/** Serves the precompressed files of the page at `/assets`, with each platform's own library. */
import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const PREFIX = '/assets';
/** Cached for a year, since the names change with the content. */
const KEPT = { maxAge: '1y', immutable: true, index: false, dotfiles: 'ignore' } as const;
/** Extensions of compressed files, smallest files first. */
const EXTENSIONS: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };

/** Serves a folder with Fastify, whose library supports precompressed files. */
export function serveWithFastify(app: NestFastifyApplication, folder: string): void {
  app.useStaticAssets({
    ...KEPT,
    root: folder,
    prefix: `${PREFIX}/`,
    preCompressed: true,
    decorateReply: false,
  });
}

/** Serves a folder with Express, whose library needs help with precompressed files. */
export function serveWithExpress(app: NestExpressApplication, folder: string): void {
  app.use(PREFIX, choosingCompressed(folder));
  app.useStaticAssets(folder, { ...KEPT, prefix: PREFIX, redirect: false, setHeaders: describe });
}

/** The used part of Express's request. */
interface Asked {
  url: string;
  acceptsEncodings(...encodings: readonly string[]): string | false;
}

/** The used part of Express's response. */
interface Answer {
  type(extension: string): unknown;
  vary(header: string): unknown;
  setHeader(name: string, value: string): unknown;
}

/** Rewrites the URL to a compressed file that the browser accepts. Only files of the build are possible targets. */
function choosingCompressed(folder: string) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = new Set(names.map((name) => `/${name}`));
  return (request: Asked, _response: unknown, next: () => void): void => {
    const [path = ''] = request.url.split('?');
    // We choose the order: browsers list gzip first without preferring it.
    const coding = Object.keys(EXTENSIONS).find(
      (each) => files.has(`${path}${EXTENSIONS[each]}`) && request.acceptsEncodings(each) === each,
    );
    if (coding !== undefined) request.url = `${path}${EXTENSIONS[coding]}`;
    next();
  };
}

/** Sets the headers of a served file. */
function describe(response: Answer, file: string): void {
  response.vary('Accept-Encoding');
  const extension = extname(file);
  const coding = Object.keys(EXTENSIONS).find((name) => EXTENSIONS[name] === extension);
  if (coding === undefined) return;
  response.setHeader('Content-Encoding', coding);
  response.type(extname(file.slice(0, -extension.length)));
}
