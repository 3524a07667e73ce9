/** Whether a host, with its port or without, is a name of this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/.test(host);
}

/** `iss` of tokens that services of one's own sign for one another with the shared secret. */
export const INTERNAL_ISSUER = 'urn:portcullis:internal';
