// A chosen file goes to the engine byte by byte, and not at all when it is too large.
import { expect, test, vi } from 'vitest';

import { readOpml } from './opml';

test('the bytes are those of the file, whatever they are encoded in', async () => {
  const latin1 = Uint8Array.of(0x3c, 0x43, 0x61, 0x66, 0xe9, 0x3e);
  expect(await readOpml(new File([latin1], 'feeds.opml'))).toEqual(latin1);
});

test('a file above 16 MiB is refused in a sentence, without being read', async () => {
  const file = new File([], 'film.opml');
  const read = vi.spyOn(file, 'arrayBuffer');
  const size = vi.spyOn(file, 'size', 'get').mockReturnValue((16 << 20) + 1);
  await expect(readOpml(file)).rejects.toMatchObject({ message: 'This file is larger than 16 MiB, which no list of feeds is.' });
  expect(read).not.toHaveBeenCalled();
  size.mockReturnValue(16 << 20);
  await readOpml(file);
  expect(read).toHaveBeenCalled();
});
