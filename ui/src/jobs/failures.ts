// What each kind of failure makes of a job: how it stands once only the user can bring it back, and what helps.
import type { FailureCode } from '../bindings/FailureCode';

/** What the user can do about a job, as the label of a button. */
export type Remedy = 'Check now' | 'Edit link' | 'Edit' | 'Set key' | 'Resume';

interface Failure {
  /** The chip of a job that has failed for good; `failing` where nothing more exact is known. */
  kind: 'failing' | 'needs_login' | 'gone';
  /** What the chip says in place of its kind's own word. */
  word?: string;
  remedy: Remedy;
}

export const FAILURES: Record<FailureCode, Failure> = {
  gone: { kind: 'gone', remedy: 'Edit link' },
  private: { kind: 'gone', word: 'Private', remedy: 'Edit link' },
  suspended: { kind: 'gone', word: 'Suspended', remedy: 'Edit link' },
  // Of a platform that takes no key, another address is all that can be given.
  auth_required: { kind: 'needs_login', remedy: 'Set key' },
  // It is checked too often: one more check would only be refused.
  rate_limited: { kind: 'failing', remedy: 'Edit' },
  blocked: { kind: 'failing', remedy: 'Edit link' },
  platform_down: { kind: 'failing', remedy: 'Check now' },
  changed: { kind: 'failing', remedy: 'Check now' },
  unreachable: { kind: 'failing', remedy: 'Check now' },
  timeout: { kind: 'failing', remedy: 'Check now' },
  tls: { kind: 'failing', remedy: 'Check now' },
  too_large: { kind: 'failing', remedy: 'Edit link' },
  not_a_feed: { kind: 'failing', remedy: 'Edit link' },
  disk_full: { kind: 'failing', remedy: 'Check now' },
  internal: { kind: 'failing', remedy: 'Check now' },
};
