import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Accounts, openAccounts } from '@portcullis/accounts';
import { openDatabase, type Database } from '@portcullis/database';
import { IssuerSecrets, openIssuerSecrets } from '../configuration/issuer-secrets.js';
import type { SampleSettings } from '../configuration/settings.js';
import { openTokenStores, TokenStores } from './token-stores.js';

const DATABASE = Symbol('database');

/** The database and what is kept in it: users, and where there is no Redis sessions, keys and revocations. */
@Module({})
export class StoresModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TokenStores) private readonly stores: TokenStores,
  ) {}

  static forRoot(settings: SampleSettings): DynamicModule {
    const { databaseUrl, dataDir } = settings;
    return {
      module: StoresModule,
      global: true,
      providers: [
        { provide: DATABASE, useFactory: () => openDatabase({ url: databaseUrl, dataDir }) },
        {
          provide: Accounts,
          inject: [DATABASE],
          useFactory: (database: Database) => openAccounts(database),
        },
        {
          provide: TokenStores,
          inject: [DATABASE],
          useFactory: (database: Database) => openTokenStores(settings, database),
        },
        {
          provide: IssuerSecrets,
          inject: [DATABASE], // whose folder they may be in
          useFactory: () => openIssuerSecrets(settings),
        },
      ],
      exports: [Accounts, TokenStores, IssuerSecrets],
    };
  }

  /** Whoever uses them has ended by then (`onModuleDestroy`). */
  async onApplicationShutdown(): Promise<void> {
    this.stores.close();
    await this.database.close();
  }
}
