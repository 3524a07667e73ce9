/** The settings of the module itself, for its controllers. */
export const ISSUER_EXTRAS = Symbol('portcullis:issuer-extras');
