import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Accounts, openAccounts } from '@portcullis/accounts';
import { openDatabase, type Database } from '@portcullis/database';
import { IssuerSecrets, openIssuerSecrets } from '../configuration/issuer-secrets.js';
import type { SampleSettings } from '../configuration/settings.js';
import { openTokenStores, TokenStores } from './token-stores.js';

const DATABASE = Symbol('database');

/** Provides the database, the accounts, the token stores and the issuer's secrets. */
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
          inject: [DATABASE], // the secrets may be in its folder
          useFactory: () => openIssuerSecrets(settings),
        },
      ],
      exports: [Accounts, TokenStores, IssuerSecrets],
    };
  }

  /** Runs after `onModuleDestroy`, in which the users of the stores end. */
  async onApplicationShutdown(): Promise<void> {
    this.stores.close();
    await this.database.close();
  }
}
