import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { DemoAccount } from './demo-accounts.js';
import { escapeHtml, page } from './html.js';
import { readForm, sendPage } from './http.js';

/**
 * Handles the account chooser, `GET` and `POST /interaction/:uid`. It asks for no password: the users are made up, and
 * only this machine can reach the page. The provider's signed interaction cookie ties the choice to the browser.
 */
export async function handleSignIn(
  provider: Provider,
  accounts: readonly DemoAccount[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!(await hasInteraction(provider, request, response))) {
    sendPage(
      response,
      400,
      page('Sign-in expired', '<p>Go back to the application and try again.</p>'),
    );
  } else if (request.method === 'GET') {
    sendPage(response, 200, chooser(accounts));
  } else if (request.method === 'POST') {
    await choose(provider, accounts, request, response);
  } else {
    response.writeHead(405, { allow: 'GET, POST' }).end();
  }
}

async function choose(
  provider: Provider,
  accounts: readonly DemoAccount[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await readForm(request);
  const account = accounts.find(({ email }) => email === form?.get('account'));
  if (!account) {
    sendPage(response, 400, chooser(accounts, 'Unknown account.'));
    return;
  }
  const login = { accountId: account.id, remember: false };
  await provider.interactionFinished(
    request,
    response,
    { login },
    { mergeWithLastSubmission: false },
  );
}

/** False when the interaction's cookie is missing, forged or expired. */
async function hasInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  try {
    const { uid } = await provider.interactionDetails(request, response);
    return request.url?.split('?')[0] === `/interaction/${uid}`;
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return false;
    throw error;
  }
}

function chooser(accounts: readonly DemoAccount[], alert?: string): string {
  const buttons = accounts.map(
    ({ email, name, role }) =>
      `<button name="account" value="${escapeHtml(email)}">${escapeHtml(name)}` +
      `<small>${escapeHtml(email)} (${escapeHtml(role)})</small></button>`,
  );
  const notice = alert === undefined ? '' : `<p role="alert">${escapeHtml(alert)}</p>`;
  return page('Choose an account', `${notice}<form method="post">${buttons.join('')}</form>`);
}
