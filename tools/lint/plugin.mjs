// The lint rules of this repository: `portcullis/…` in .oxlintrc.json.
import { imports } from './imports.mjs';
import nestInternals from './nest-internals.mjs';
import noSecretEquality from './no-secret-equality.mjs';
import noUnicodeText from './no-unicode-text.mjs';

export default {
  meta: { name: 'portcullis' },
  rules: {
    imports,
    'nest-internals': nestInternals,
    'no-secret-equality': noSecretEquality,
    'no-unicode-text': noUnicodeText,
  },
};
