import { Injectable } from '@nestjs/common';
import { ThrottlerStorageService } from '@nestjs/throttler';

/** Maximum number of clients that are counted separately. */
const MOST_CLIENTS = 10_000;

/** Counts requests in memory, with a bound: when the table is full, all new clients count as one. */
@Injectable()
export class BoundedHits extends ThrottlerStorageService {
  /** @param most - maximum number of clients that are counted separately; default 10,000 */
  constructor(private readonly most = MOST_CLIENTS) {
    super();
  }

  override increment(
    ...[key, ttl, limit, ...rest]: Parameters<ThrottlerStorageService['increment']>
  ): ReturnType<ThrottlerStorageService['increment']> {
    const isKnown = this.storage.has(key) || this.storage.size < this.most;
    return super.increment(isKnown ? key : `others within ${limit}`, ttl, limit, ...rest);
  }
}
