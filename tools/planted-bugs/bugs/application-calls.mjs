/** Mistakes in how long code of the application is waited for. */
const calls = 'packages/core/src/application-calls.ts';
const lookup = 'packages/core/src/verifier/key-lookup.ts';
const sessions = 'packages/issuer/src/sessions/refresh-sessions.ts';
const issuer = 'packages/nest/src/issuer/token-issuer.ts';
const parts = 'packages/nest/src/issuer/issuer-parts.ts';
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const rule = 'packages/nest/src/authorization/access-rule.ts';
const guard = 'packages/nest/src/guards/roles.guard.ts';

export const applicationCallBugs = [
  {
    name: 'a callback that was given up keeps its capacity',
    file: calls,
    find: '      return await Promise.race([answer, late]);\n    } finally {\n      this.#waiting -= 1;',
    replace:
      '      const settled = await Promise.race([answer, late]);\n      this.#waiting -= 1;\n      return settled;\n    } finally {',
  },
  {
    name: 'any number of callbacks is waited for',
    file: calls,
    find: 'if (this.#waiting >= this.#most) {',
    replace: 'if (this.#waiting < 0) {',
  },
  {
    name: 'a shorter limit of one call is ignored',
    file: calls,
    find: 'Math.min(timeoutMs, this.#timeoutMs)',
    replace: 'this.#timeoutMs',
  },
  {
    name: 'a key source of the application may hang',
    file: lookup,
    find: 'return this.#calls.run(() => found);',
    replace: 'return found;',
  },
  {
    name: 'a sign-in waits for its preparation without a limit',
    file: sessions,
    find: 'if (prepare) await this.#prepares.run(() => prepare(this.#view(session)));',
    replace: 'if (prepare) await prepare(this.#view(session));',
  },
  {
    name: 'a preparation may take longer than the rotation is good for',
    file: sessions,
    find: 'prepare(this.#view(session)), store.left());',
    replace: 'prepare(this.#view(session)));',
  },
  {
    name: 'who ends a session waits for onEnded without a limit',
    file: 'packages/issuer/src/sessions/session-endings.ts',
    find: 'if (onEnded) await this.#calls.run(() => onEnded(ended));',
    replace: 'if (onEnded) await onEnded(ended);',
  },
  {
    name: 'clients are waited for without a limit',
    file: issuer,
    find: 'await this.#clientCalls.run(() => clients(clientId, clientSecret))',
    replace: 'await clients(clientId, clientSecret)',
  },
  {
    name: 'the limit of the module does not reach grant',
    file: parts,
    find: '    ...(callbackTimeout === undefined ? {} : { callbackTimeout }),\n',
    replace: '',
  },
  {
    name: 'mapUser is waited for without a limit',
    file: authenticator,
    find: 'this.#mapCalls.run(() => mapUser(token))',
    replace: 'mapUser(token)',
  },
  {
    name: 'a mapUser that hangs is a bug of the server',
    file: authenticator,
    find: '      if (unavailable) return { failure: unavailable };\n',
    replace: '',
  },
  {
    name: 'a policy is waited for without a limit',
    file: rule,
    find: 'calls.run(() => policy.canAccess(request))',
    replace: 'policy.canAccess(request)',
  },
  {
    name: 'a policy that hangs is a bug of the server',
    file: guard,
    find: 'throw outage ? await transport.refuse(carrier, ...outage) : error;',
    replace: 'throw outage ? error : error;',
  },
];
