import { CHOICES, type TokenChoice } from './try-tokens.js';

interface TokenChoicesProps {
  readonly chosen: TokenChoice;
  readonly isSignedIn: boolean;
  readonly hasProvider: boolean;
  readonly onChoose: (choice: TokenChoice) => void;
}

/** Chooses the token to send. */
export function TokenChoices({ chosen, isSignedIn, hasProvider, onChoose }: TokenChoicesProps) {
  const offered = CHOICES.filter(
    ({ choice }) => (choice !== 'mine' || isSignedIn) && (choice !== 'foreign' || hasProvider),
  );
  return (
    <fieldset>
      <legend>Send with</legend>
      {offered.map(({ choice, name, about }) => (
        <label key={choice} className="choice">
          <input
            type="radio"
            name="token"
            checked={choice === chosen}
            onChange={() => onChoose(choice)}
          />
          <span>
            {name} <span className="hint">{about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
