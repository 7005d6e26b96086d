// A list of feeds from a file: its bytes as they are, since the file itself tells its encoding.
import type { ApiError } from './api';

const MIB = 1 << 20;
/** The engine reads no larger document; what is larger is not even loaded. */
const MOST = 16 * MIB;

/** The bytes of a chosen file; rejects with an `ApiError` for one that no list of feeds fills. */
export async function readOpml(file: File): Promise<Uint8Array> {
  if (file.size > MOST) {
    throw { code: 'invalid_field', message: `This file is larger than ${MOST / MIB} MiB, which no list of feeds is.`, fields: [] } satisfies ApiError;
  }
  return new Uint8Array(await file.arrayBuffer());
}
