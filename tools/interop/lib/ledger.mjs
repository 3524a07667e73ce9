/** Results: a table with one row for each verifier, and the failures. */

/** Counts the tokens that each verifier accepts and rejects. */
export class Ledger {
  #rows = new Map();
  #faults = [];

  /** Adds a row, even if nothing is tested. */
  begin(verifier) {
    this.#count(verifier, {});
  }

  /** Records one valid token and the result. */
  genuine(verifier, isAccepted, what) {
    this.#count(verifier, isAccepted ? { tokens: 1, accepted: 1 } : { tokens: 1 });
    if (!isAccepted) this.#faults.push(`${verifier} rejects ${what}`);
  }

  /** One tampered copy. */
  tampered(verifier, isRejected, what) {
    this.#count(verifier, isRejected ? { tampered: 1, rejected: 1 } : { tampered: 1 });
    if (!isRejected) this.#faults.push(`${verifier} accepts a tampered copy: ${what}`);
  }

  /** Records a failure of a whole verifier. */
  fault(verifier, what) {
    this.#count(verifier, {});
    this.#faults.push(`${verifier}: ${what}`);
  }

  /** A verifier that accepted nothing, or rejected nothing, proves nothing and counts as a failure. */
  get faults() {
    const idle = [...this.#rows].filter(([, row]) => row.accepted === 0 || row.rejected === 0);
    return [...this.#faults, ...idle.map(([name]) => `${name} accepted or rejected nothing`)];
  }

  table() {
    const rows = [...this.#rows].map(([name, row]) => [name, ...Object.values(row)].map(String));
    const all = [['verifier', 'tokens', 'accepted', 'tampered', 'rejected'], ...rows];
    const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
    return all
      .map((row) =>
        row
          .map((cell, column) =>
            column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
          )
          .join('  '),
      )
      .join('\n');
  }

  #count(verifier, more) {
    const row = this.#rows.get(verifier) ?? { tokens: 0, accepted: 0, tampered: 0, rejected: 0 };
    for (const [name, by] of Object.entries(more)) row[name] += by;
    this.#rows.set(verifier, row);
  }
}

/** Tests one verifier with tokens and their tampered copies. `verify` throws or rejects for a token that it rejects. */
export async function tryWith(ledger, verifier, verify, tokens, tamperedCopies) {
  ledger.begin(verifier);
  for (const token of tokens) {
    const what = `${token.alg} ${token.typ} ${token.when}`;
    ledger.genuine(verifier, await accepts(verify, token), what);
    for (const copy of tamperedCopies(token)) {
      ledger.tampered(verifier, !(await accepts(verify, { ...token, token: copy })), what);
    }
  }
}

async function accepts(verify, token) {
  try {
    return (await verify(token)) !== false;
  } catch {
    return false;
  }
}
