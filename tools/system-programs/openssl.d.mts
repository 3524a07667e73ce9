/** Where `openssl` is; it is installed where that may be done without asking anybody. */
export function opensslPath(folder?: string): Promise<string>;

/**
 * Keys, certificates and parameters as `openssl` writes them, by the names of the files in its script. The private key
 * of all that is called `leaf` is `leaf.sec1`; `middle` issued its certificate, and `root` that one's.
 *
 * @param rsaPkcs8 the key of all that is called `rsa`, as PKCS #8 PEM
 */
export function opensslKeys(rsaPkcs8: string): Promise<Readonly<Record<string, string>>>;
