import { anyDocument, type Documents } from './documents.ts';
import { readManifest } from './manifest.ts';
import type { DocumentReader } from './reader.ts';
import { TrustedDocuments } from './trusted.ts';

export interface DocumentSettings {
  /** Path of a list of trusted documents. */
  readonly trusted?: string | undefined;
  /** Whether no other documents are taken. */
  readonly onlyTrusted: boolean;
}

/** @throws ManifestError when the list cannot be used */
export function openDocuments({ trusted, onlyTrusted }: DocumentSettings, reader: DocumentReader): Documents {
  return trusted === undefined ? anyDocument : new TrustedDocuments(readManifest(trusted, reader), onlyTrusted);
}
