/** Metadata keys, prefixed so that no other library's decorators meet ours. */
export const PUBLIC_KEY = 'portcullis:public';
export const ROLES_KEY = 'portcullis:roles';
