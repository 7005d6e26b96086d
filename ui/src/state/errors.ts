// What a command rejected with, whatever it is, as something that can be shown.
import type { ApiError } from '../api';

/** An `ApiError` of anything that was thrown. */
export function asError(thrown: unknown): ApiError {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string') {
    const { code, fields } = thrown as Partial<ApiError>;
    return { code: code ?? 'internal', message: thrown.message, fields: Array.isArray(fields) ? fields : [] };
  }
  return { code: 'internal', message: typeof thrown === 'string' ? thrown : 'Something failed, and the reason was not given.', fields: [] };
}
