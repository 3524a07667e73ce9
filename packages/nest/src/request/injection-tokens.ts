/** Injection token of the options, separated into this package's and the verifier's. */
export const SPLIT_OPTIONS = Symbol('portcullis:split-options');
/** Injection token of this package's validated options. */
export const NEST_OPTIONS = Symbol('portcullis:options');
