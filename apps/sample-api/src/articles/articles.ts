import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** An article. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Subject (`sub`) of the author. */
  readonly author: string;
}

/** Articles are kept in memory, so their number is limited. */
const MOST_ARTICLES = 100;

/** Stores articles in memory. */
@Injectable()
export class Articles {
  #articles: readonly Article[] = [
    { id: randomUUID(), title: 'Welcome', body: 'Everyone may read this.', author: 'portcullis' },
  ];

  list(): readonly Article[] {
    return this.#articles;
  }

  /** Adds an article, and removes the oldest above 100. */
  add(article: Omit<Article, 'id'>): Article {
    const added = { id: randomUUID(), ...article };
    this.#articles = [...this.#articles, added].slice(-MOST_ARTICLES);
    return added;
  }
}
