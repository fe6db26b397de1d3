// Runs the browser tests on a freshly started demo:  node e2e/run.mjs [name …]
// Without names it runs them in three lanes at once, each with a demo of its own: the walk through every page, the long stories, and
// all others. A name with a "-" before it is left out.
// With QHANA_E2E_URL set it uses the Qhana that answers there instead.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { startDemo } from './lib/demo.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const names = process.argv.slice(2).filter((n) => !n.startsWith('-'))
const without = process.argv.slice(2).filter((n) => n.startsWith('-')).map((n) => n.slice(1))

// lane runs some of the tests in a process of their own, and resolves to whether they failed. What it prints comes whole.
function lane(...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (b) => { text += b })
    child.on('exit', (code) => {
      console.log(`--- ${args.join(' ')} ---\n${text}`)
      resolve(code !== 0)
    })
  })
}

if (process.argv.length === 2 && !process.env.QHANA_E2E_URL) {
  const stories = ['journeys', 'desk', 'casework', 'acts', 'erase', 'town', 'hall']
  const failed = await Promise.all([lane('pages'), lane(...stories), lane('-pages', ...stories.map((n) => `-${n}`))])
  process.exit(failed.includes(true) ? 1 : 0)
}

function chosen() {
  return readdirSync(here)
    .filter((f) => f.endsWith('.test.mjs') && (names.length === 0 || names.some((n) => f.includes(n))) && !without.some((n) => f.includes(n)))
    .sort()
    .map((f) => join(here, f))
}

// tests runs the files one after another and counts; a file, or a group in it, is no test of its own.
function tests(files) {
  const count = { passed: 0, failed: 0, skipped: 0 }
  const isGroup = (data) => files.includes(data.name) || data.details?.type === 'suite'
  return new Promise((resolve) => {
    const stream = run({ files, concurrency: 1, timeout: 1_200_000 })
    stream.on('test:pass', (data) => {
      if (!isGroup(data)) count[data.skip === undefined && data.todo === undefined ? 'passed' : 'skipped']++
    })
    stream.on('test:fail', () => { count.failed++ })
    stream.compose(new spec()).on('end', () => resolve(count)).pipe(process.stdout)
  })
}

const demo = process.env.QHANA_E2E_URL ? null : await startDemo()
if (demo) {
  process.env.QHANA_E2E_URL = demo.url
  console.log(`demo ready after ${demo.seconds.toFixed(1)} s`)
}
let failed = true
try {
  const count = await tests(chosen())
  failed = count.failed > 0 || count.passed === 0 || (process.env.CI && count.skipped > 0)
  console.log(`browser: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  if (failed && demo) console.log(`--- the demo's last words ---\n${demo.output().slice(-6000)}`)
} finally {
  if (demo) await demo.stop()
}
if (demo && demo.exitCode() !== 0) {
  console.log(`the demo ended with code ${demo.exitCode()}`)
  failed = true
}
process.exit(failed ? 1 : 0)
