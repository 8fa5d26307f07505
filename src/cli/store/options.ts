export interface MigrateOptions {
  readonly config?: string;
  readonly dataDir?: string;
  readonly dryRun?: true;
}
