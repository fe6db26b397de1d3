// Builds assets/ into dist/: one style sheet and one script, named by their hash, and manifest.json that says which.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = fileURLToPath(new URL('.', import.meta.url))
const dist = `${here}dist/`
// a mistake in a source stops here and leaves what was built before
const css = sass.compile(`${here}assets/main.scss`, { style: 'compressed', loadPaths: [`${here}node_modules`, here], quietDeps: true, silenceDeprecations: ['import'] }).css
const js = await esbuild.build({ entryPoints: [`${here}assets/main.js`], bundle: true, minify: true, format: 'iife', target: 'es2020', write: false })
for (const name of readdirSync(dist)) if (name !== '.gitkeep') rmSync(dist + name, { recursive: true })
mkdirSync(`${dist}fonts`, { recursive: true })

const manifest = {}
function keep(name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  const named = name.replace(/(\.[a-z]+)$/, `.${hash}$1`)
  writeFileSync(dist + named, bytes)
  manifest[name] = named
}

const fonts = `${here}node_modules/@fontsource/public-sans/files/`
for (const weight of [400, 600, 700])
  for (const set of ['latin', 'latin-ext']) cpSync(`${fonts}public-sans-${set}-${weight}-normal.woff2`, `${dist}fonts/public-sans-${set}-${weight}.woff2`)

keep('main.css', css.replace(/@font-face\{font-family:"?GDS Transport"?[^}]*\}/g, ''))
keep('main.js', js.outputFiles[0].contents)
for (const name of ['band.svg', 'seal.svg']) keep(name, readFileSync(`${here}assets/${name}`))
writeFileSync(`${dist}manifest.json`, JSON.stringify(manifest, null, 1))
