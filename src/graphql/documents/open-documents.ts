import { anyDocument, type Documents } from './documents.ts';
import { listDocuments, readManifest } from './manifest.ts';
import type { DocumentReader } from './reader.ts';
import { TrustedDocuments } from './trusted.ts';

export interface DocumentSettings {
  /** Path of a list of trusted documents. */
  readonly trusted?: string | undefined;
  /** Whether no other documents are taken. */
  readonly onlyTrusted: boolean;
}

/**
 * @param ours path of a list that the service trusts besides; null when it trusts none
 * @throws ManifestError when the list cannot be used
 */
export function openDocuments(
  { trusted, onlyTrusted }: DocumentSettings,
  reader: DocumentReader,
  ours: string | null = null,
): Documents {
  if (trusted === undefined) return anyDocument;
  const theirs = readManifest(trusted, reader);
  return new TrustedDocuments(new Map([...(ours === null ? [] : listDocuments(ours)), ...theirs]), onlyTrusted);
}
