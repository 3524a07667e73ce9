/** Injection token of `SampleSettings`. */
export const SETTINGS = Symbol('sample-api:settings');
