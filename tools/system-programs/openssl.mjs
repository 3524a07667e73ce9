/** Creates real OpenSSL key files for tests. See `openssl.d.mts`. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findOrInstall, foldersOfPath, isProgram } from './find-or-install.mjs';

const run = promisify(execFile);
const MISSING = 'The tests of keys need openssl, and it was not found: `apt-get install openssl`.';

export function opensslPath(folder = os.tmpdir()) {
  const find = () =>
    foldersOfPath()
      .map((place) => path.join(place, 'openssl'))
      .find(isProgram);
  return findOrInstall({ find, package: 'openssl', missing: MISSING, folder });
}

/**
 * `middle` issues `leaf`, and `root` issues `middle`. The script generates all keys except the RSA key, which takes
 * long.
 */
const SCRIPT = `
  for name in leaf middle root; do "$1" ecparam -genkey -noout -name prime256v1 -out "$name.sec1"; done
  "$1" ecparam -genkey -name prime256v1 -out parameters-and-key
  "$1" pkcs8 -topk8 -nocrypt -in leaf.sec1 -out leaf.pkcs8
  "$1" pkcs8 -topk8 -v2 aes-256-cbc -passout pass:x -in leaf.sec1 -out leaf.pkcs8-encrypted
  "$1" ec -aes256 -passout pass:x -in leaf.sec1 -out leaf.sec1-encrypted
  "$1" pkey -pubout -in leaf.sec1 -out leaf.public
  "$1" ec -pubout -text -in leaf.sec1 -out leaf.public-and-private-text
  "$1" ec -pubin -text -in leaf.public -out leaf.public-text
  "$1" rsa -traditional -in rsa.pkcs8 -out rsa.pkcs1
  "$1" rsa -traditional -aes256 -passout pass:x -in rsa.pkcs8 -out rsa.pkcs1-encrypted
  "$1" rsa -RSAPublicKey_out -in rsa.pkcs8 -out rsa.public-pkcs1
  "$1" rsa -pubout -in rsa.pkcs8 -out rsa.public
  "$1" genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh-parameters
  "$1" dsaparam -genkey -out dsa-parameters-and-key 1024
  "$1" req -x509 -key root.sec1 -subj /CN=root -days 30 -out root.crt
  "$1" req -x509 -key leaf.sec1 -subj /CN=self -days 30 -out leaf.self
  "$1" req -x509 -key leaf.sec1 -subj /CN=self -days 60 -out leaf.self-renewed
  "$1" req -new -key middle.sec1 -subj /CN=middle -out middle.csr
  "$1" x509 -req -in middle.csr -CA root.crt -CAkey root.sec1 -CAcreateserial -days 30 -out middle.crt
  "$1" req -new -key leaf.sec1 -subj /CN=leaf -out leaf.csr
  "$1" x509 -req -in leaf.csr -CA middle.crt -CAkey middle.sec1 -CAcreateserial -days 30 -out leaf.crt
  "$1" x509 -text -in leaf.crt -out leaf.crt-text
  "$1" x509 -trustout -in leaf.crt -out leaf.crt-trusted
  cat middle.crt root.crt > authorities
  "$1" pkcs12 -export -inkey leaf.sec1 -in leaf.crt -certfile authorities -passout pass:x -out bag
  "$1" pkcs12 -in bag -passin pass:x -nodes -out bag-with-key
  "$1" pkcs12 -in bag -passin pass:x -nokeys -out bag-without-key
  "$1" pkcs12 -in bag -passin pass:x -nokeys -clcerts -out bag-certificate
  "$1" crl2pkcs7 -nocrl -certfile leaf.crt -out leaf.pkcs7
  rm bag
`;

export async function opensslKeys(rsaPkcs8) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'portcullis-openssl-'));
  try {
    await writeFile(path.join(folder, 'rsa.pkcs8'), rsaPkcs8);
    await run('sh', ['-ec', SCRIPT, 'sh', await opensslPath()], { cwd: folder });
    const names = await readdir(folder);
    const read = async (name) => [name, await readFile(path.join(folder, name), 'utf8')];
    return Object.fromEntries(await Promise.all(names.map(read)));
  } finally {
    await rm(folder, { recursive: true });
  }
}
