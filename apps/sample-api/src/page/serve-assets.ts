/** The files of the page under `/assets`, compressed when it was built, by each platform's own library. */
import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const PREFIX = '/assets';
/** Their names change with their content. */
const KEPT = { maxAge: '1y', immutable: true, index: false, dotfiles: 'ignore' } as const;
/** What the names of compressed files end in, the smaller ones first. */
const EXTENSIONS: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };

/** Serves a folder with Fastify, whose library knows of compressed files. */
export function serveWithFastify(app: NestFastifyApplication, folder: string): void {
  app.useStaticAssets({
    ...KEPT,
    root: folder,
    prefix: `${PREFIX}/`,
    preCompressed: true,
    decorateReply: false,
  });
}

/** Serves a folder with Express, whose library is told of compressed files. */
export function serveWithExpress(app: NestExpressApplication, folder: string): void {
  app.use(PREFIX, choosingCompressed(folder));
  app.useStaticAssets(folder, { ...KEPT, prefix: PREFIX, redirect: false, setHeaders: describe });
}

/** As much of Express's request as is used here. */
interface Asked {
  url: string;
  acceptsEncodings(...encodings: readonly string[]): string | false;
}

/** As much of its response. */
interface Answer {
  type(extension: string): unknown;
  vary(header: string): unknown;
  setHeader(name: string, value: string): unknown;
}

/** Another file is asked for, where there is one that the browser takes: it can be only one of those that were built. */
function choosingCompressed(folder: string) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = new Set(names.map((name) => `/${name}`));
  return (request: Asked, _response: unknown, next: () => void): void => {
    const [path = ''] = request.url.split('?');
    // The order is ours: browsers name gzip first, and prefer nothing by that.
    const coding = Object.keys(EXTENSIONS).find(
      (each) => files.has(`${path}${EXTENSIONS[each]}`) && request.acceptsEncodings(each) === each,
    );
    if (coding !== undefined) request.url = `${path}${EXTENSIONS[coding]}`;
    next();
  };
}

/** Called for a file that is there. */
function describe(response: Answer, file: string): void {
  response.vary('Accept-Encoding');
  const extension = extname(file);
  const coding = Object.keys(EXTENSIONS).find((name) => EXTENSIONS[name] === extension);
  if (coding === undefined) return;
  response.setHeader('Content-Encoding', coding);
  response.type(extname(file.slice(0, -extension.length)));
}
