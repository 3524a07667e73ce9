import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** An article of the sample. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** The subject of who wrote it. */
  readonly author: string;
}

/** Articles are kept in memory, and only so many: the sample is about who may write them. */
const MOST_ARTICLES = 100;

/** The articles. */
@Injectable()
export class Articles {
  #articles: readonly Article[] = [
    { id: randomUUID(), title: 'Welcome', body: 'Everyone may read this.', author: 'portcullis' },
  ];

  list(): readonly Article[] {
    return this.#articles;
  }

  /** Adds an article; the oldest goes when there are too many. */
  add(article: Omit<Article, 'id'>): Article {
    const added = { id: randomUUID(), ...article };
    this.#articles = [...this.#articles, added].slice(-MOST_ARTICLES);
    return added;
  }
}
