// The mock backend as one script that a page can run before its own.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export async function bundleMock(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('../mock/install.ts', import.meta.url)), formats: ['iife'], name: 'mock' },
    },
  });
  const output = (Array.isArray(built) ? built : [built]).flatMap((result) => ('output' in result ? result.output : []));
  const chunk = output.find((part) => part.type === 'chunk');
  if (!chunk || chunk.type !== 'chunk') throw new Error('The mock backend was not built.');
  return chunk.code;
}
