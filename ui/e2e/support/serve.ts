// Serves the built window over http as Tauri does: with the content policy of tauri.conf.json.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2',
};

interface TauriConfig {
  app: { security: { csp: Record<string, string>; headers: Record<string, string> } };
}

/** Answers the origin, and how to end it. */
export async function serve(dist: string, configFile: string): Promise<{ origin: string; stop: () => void }> {
  const root = resolve(dist);
  if (!existsSync(join(root, 'index.html'))) throw new Error(`${root} holds no built window. Run "npm run build" first.`);
  const { security } = (JSON.parse(readFileSync(configFile, 'utf8')) as TauriConfig).app;
  const csp = Object.entries(security.csp).map(([name, value]) => `${name} ${value}`).join('; ');
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    // Chromium asks for it by itself; the window has none.
    if (path === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const file = resolve(root, `.${path === '/' ? '/index.html' : path}`);
    if (!file.startsWith(root + sep) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': csp,
      ...security.headers,
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, stop: () => { server.closeAllConnections(); server.close(); } };
}
