/** Returns the path of `openssl`. Installs it if that needs no password. */
export function opensslPath(folder?: string): Promise<string>;

/**
 * Creates keys, certificates and parameters with `openssl`, by the names of the files in its script. `leaf.sec1` is
 * the private key of everything named `leaf`. `middle` issued its certificate, and `root` issued that of `middle`.
 *
 * @param rsaPkcs8 the key of everything named `rsa`, as PKCS #8 PEM
 */
export function opensslKeys(rsaPkcs8: string): Promise<Readonly<Record<string, string>>>;
