/** Reads PEM text (RFC 7468): every block of it, or a refusal that says what is wrong with the text. */
import { InvalidKeyError } from '../errors.js';

/** One block of a PEM text. */
export interface PemBlock {
  /** What its boundaries say, such as `PUBLIC KEY`. */
  readonly label: string;
  /** The block alone, in lines of at most 64 characters: without the text around it, and without other blocks. */
  readonly pem: string;
}

/** Characters that nobody sees in a text: byte order marks, and the NULs of UTF-16 that was read as UTF-8. */
const INVISIBLE = /[\0\u200b-\u200f\u2060\ufeff]/g;

/** A text without its invisible characters. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Where a block begins or was meant to: in lower case, with the dashes of SSH2, with other spaces, in a damaged text. */
const BEGIN = /--[^\w-]*BEGIN[^\w-]+\w/gi;

/** Whether a text holds a PEM block, or what is left of one. */
export function isPem(text: string): boolean {
  return visibleText(text).search(BEGIN) >= 0;
}

const BLOCK = /-----BEGIN ([^\n-]+)-----([^]*?)-----END \1-----/g;

/**
 * Reads all blocks of a text, in their order. Text before, between and after them is passed over (RFC 7468 §2), and so
 * are a byte order mark and the indentation of lines.
 *
 * @returns none where the text is not PEM at all
 * @throws InvalidKeyError for line breaks that are lost or written as `\n`, and for a block that is cut short or damaged
 */
export function readPem(text: string): readonly PemBlock[] {
  const lines = visibleText(text).replace(/\r\n?/g, '\n');
  const blocks = [...lines.matchAll(BLOCK)];
  // Every block counts: one that can't be read may be a private key.
  if (blocks.length !== [...lines.matchAll(BEGIN)].length) throw damaged(lines);
  return blocks.map(([whole, label, body]) => ({
    label: String(label),
    pem: `-----BEGIN ${label}-----\n${readBody(String(body), whole)}\n-----END ${label}-----\n`,
  }));
}

/** RFC 1421 headers (of old encrypted private keys), an empty line, and base64 with the white space of RFC 7468 §3. */
const BODY =
  /^[ \t]*\n((?:[ \t]*[\w-]+:[^\n]*\n)+[ \t]*\n)?([A-Za-z0-9+/ \t\n\v\f]+(?:=[ \t\n\v\f]*){0,2})\n[ \t]*$/;

function readBody(body: string, whole: string): string {
  const [, headers = '', base64] = BODY.exec(body) ?? [];
  if (base64 === undefined) throw damaged(whole);
  const lines = base64.replace(/[ \t\n\v\f]/g, '').match(/.{1,64}/g) ?? [];
  return headers.replace(/^[ \t]+/gm, '') + lines.join('\n');
}

function damaged(text: string): InvalidKeyError {
  if (/\\[nr]/.test(text)) {
    return new InvalidKeyError(
      String.raw`PEM text with \n written out instead of line breaks; put line breaks there, as text.replaceAll('\\n', '\n') does`,
    );
  }
  if (/---- BEGIN SSH2/.test(text)) {
    return new InvalidKeyError(
      'an SSH2 key; ssh-keygen -i -f <file> prints it as an OpenSSH key, and ssh-keygen -e -m pkcs8 -f <file> that as PEM',
    );
  }
  if (!/BEGIN[^\n]*--[ \t]*\n/i.test(text)) {
    return new InvalidKeyError(
      'PEM text without its line breaks; each boundary (-----BEGIN …-----, -----END …-----) needs a line of its own',
    );
  }
  return new InvalidKeyError(
    'PEM text that is cut short or damaged: a block does not begin with -----BEGIN …-----, hold base64 and end with the same -----END …-----',
  );
}
