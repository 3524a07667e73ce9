/** Types of `@portcullis/core/internal`, one assertion per line. No type is `any`. */
import { fails, holds } from '../../../../tools/type-tests/assertions.js';
import type { HasAny, Same } from '../../../../tools/type-tests/assertions.js';
import type { SignatureFormat, signatureFormatOf } from '@portcullis/core/internal';

describe('an algorithm', () => {
  it.each([
    ['SignatureFormat', fails<HasAny<SignatureFormat>>()],
    ['signatureFormatOf', holds<Same<ReturnType<typeof signatureFormatOf>, SignatureFormat>>()],
  ])('%s', (_type, asserted) => expect(asserted).toBe(true));
});
