import { useState } from 'react';
import { usePublicAnswer } from '../http/use-answer.js';
import { useAccessToken, usePerson } from '../session/use-session.js';
import { PageTitle } from '../shell/page-title.js';
import { optionsIn } from '../sign-in/options.js';
import { ROUTES, routeName } from './routes.js';
import { TokenChoices } from './token-choices.js';
import { TryRoute } from './try-route.js';
import { tokenOf, type TokenChoice } from './try-tokens.js';

/** Sends requests to the routes with a chosen token. */
export function TryView() {
  const person = usePerson();
  const accessToken = useAccessToken();
  const options = optionsIn(usePublicAnswer('/auth/options').answer);
  const [chosen, setChosen] = useState<TokenChoice>();
  const choice = chosen ?? (accessToken === undefined ? 'none' : 'mine');
  return (
    <>
      <PageTitle lead="The API decides for each route who has access. Send requests and read the responses.">
        Try it
      </PageTitle>
      <p>
        {person
          ? `You are signed in as ${person.name}, with the role ${person.role}.`
          : 'You are not signed in. Public routes work without a token.'}
      </p>
      <TokenChoices
        chosen={choice}
        isSignedIn={accessToken !== undefined}
        hasProvider={Boolean(options?.identity_provider)}
        onChoose={setChosen}
      />
      <ul className="routes">
        {ROUTES.map((route) => (
          <TryRoute
            key={routeName(route)}
            route={route}
            tokenNow={() => tokenOf(choice, accessToken, options)}
          />
        ))}
      </ul>
    </>
  );
}
