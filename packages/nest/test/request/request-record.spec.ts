import { existingRecordOf, recordOf } from '../../src/request/request-record.js';

const anApplication = {};
const another = {};
const user = { token: {} as never, user: 'ada' };

describe('the record of a request', () => {
  it('is created once', () => {
    const request = {};
    expect(existingRecordOf(request)).toBeUndefined();
    expect(recordOf(request)).toBe(recordOf(request));
    expect(existingRecordOf(request)).toBe(recordOf(request));
  });

  it('is not a property that others can read', () => {
    const request = { url: '/' };
    recordOf(request).shown = user;
    expect(Reflect.ownKeys(request)).toEqual(['url']);
  });

  it.each([
    ['spread', (request: object): object => ({ ...request })],
    ['Object.assign', (request: object): object => Object.assign({}, request)],
    ['its own keys', (request: object): object => copyOf(request)],
    ['a prototype', (request: object): object => Object.create(request) as object],
    ['a proxy', (request: object): object => new Proxy(request, {})],
  ])('is not copied by %s', (_way, copy) => {
    const request = { url: '/' };
    recordOf(request).shown = user;
    expect(existingRecordOf(copy(request))).toBeUndefined();
  });

  it.each(['record', '#record', '_record', 'portcullis'])(
    'is not forged by a member %s',
    (name) => {
      const forged = { [name]: { shown: user, owner: anApplication, authenticated: user } };
      expect(existingRecordOf(forged)).toBeUndefined();
      expect(recordOf(forged).shown).toBeUndefined();
      expect(recordOf(forged).of(anApplication).authenticated).toBeUndefined();
    },
  );

  it('is attached to objects that cannot be extended', () => {
    const request = Object.freeze({ url: '/' });
    recordOf(request).shown = user;
    expect(existingRecordOf(request)?.shown).toBe(user);
  });

  it('has a part for each application, which no other application sees', () => {
    const record = recordOf({});
    record.of(anApplication).authenticated = user;
    expect(record.of(another).authenticated).toBeUndefined();
    expect(record.of(anApplication).authenticated).toBe(user);
    expect(record.of(another)).toBe(record.of(another));
  });
});

/** Copies everything that reflection finds, with symbols and without enumerability. */
function copyOf(request: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(request));
}
