/** Injection token of the module's own settings, for its controllers. */
export const ISSUER_EXTRAS = Symbol('portcullis:issuer-extras');
