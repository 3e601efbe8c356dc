// Bundles the page into the resources of the module. The same sources and lock file give the same bytes.
import { build } from 'esbuild';
import { copyFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';

const out = process.argv[2] ?? '../src/main/resources/dev/stellator/serve/page';
await build({
  entryPoints: { app: 'src/main.tsx' },
  outdir: out,
  bundle: true,
  format: 'esm',
  target: ['es2022'],
  minify: true,
  legalComments: 'inline',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  logLevel: 'warning',
});
for (const name of ['index.html', 'icon.svg']) copyFileSync(`src/${name}`, `${out}/${name}`);
const size = ['app.js', 'app.css', 'index.html'].reduce((sum, name) => sum + gzipSync(readFileSync(`${out}/${name}`)).length, 0);
console.log(`${(size / 1024).toFixed(1)} KiB gzipped`);
if (size > 200 * 1024) {
  console.error('the page is larger than 200 KiB gzipped');
  process.exit(1);
}
