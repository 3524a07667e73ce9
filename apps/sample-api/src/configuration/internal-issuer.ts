/** Whether a host, with or without a port, is a loopback name or address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/.test(host);
}

/** `iss` of tokens that your own services sign for each other with the shared secret. */
export const INTERNAL_ISSUER = 'urn:portcullis:internal';
