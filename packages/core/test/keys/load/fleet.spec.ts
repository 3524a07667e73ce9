import { fleetFigures } from './fleet-figures.js';

/** The quick form of `npm run sim:fleet`, which runs 10,000 processes. */
describe('a fleet of 300 processes, over a day with a rotation and an outage', () => {
  const figures = fleetFigures({ processes: 300, hours: 24, seed: 'a fleet' });

  it('asks each of three issuers', () => {
    const means = figures.filter((figure) => figure.case.endsWith('fetches a second, mean'));
    expect(means.map(({ value }) => value > 0)).toEqual([true, true, true]);
  });

  it.each(figures.filter(({ due }) => due !== undefined))(
    '$case: must be $due',
    ({ value, holds }) => {
      expect({ value, holds }).toEqual({ value, holds: true });
    },
  );
});
