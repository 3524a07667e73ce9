/** Injection token of the validated options. */
export const NEST_OPTIONS = Symbol('portcullis:options');
