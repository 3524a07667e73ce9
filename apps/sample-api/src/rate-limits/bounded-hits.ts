import { Injectable } from '@nestjs/common';
import { ThrottlerStorageService } from '@nestjs/throttler';

/** How many clients are told apart at once. Those that stay away are forgotten after a while. */
const MOST_CLIENTS = 10_000;

/** Counts in the memory of this process, of which it takes only so much: strangers to a full table count as one client. */
@Injectable()
export class BoundedHits extends ThrottlerStorageService {
  /** @param most how many clients are told apart */
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
