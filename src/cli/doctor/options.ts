export interface DoctorOptions {
  readonly config?: string;
  readonly dataDir?: string;
  readonly group?: string;
  readonly publicUrl?: string;
  readonly json?: true;
}
