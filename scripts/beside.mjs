// Makes several targets side by side:  node scripts/beside.mjs TARGET "TARGET TARGET" …
// Those within one argument are made one after another. What the first argument prints is shown as it comes, what the others print comes
// whole once they end; what failed is named last, with what it printed.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const rows = process.argv.slice(2)
const running = new Set()

// make runs one row, and resolves to whether it failed and what it printed.
function make(row, shown) {
  return new Promise((resolve) => {
    const child = spawn(process.env.MAKE ?? 'make', ['--no-print-directory', ...row.split(' ')], { stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part) => {
        text += part
        if (shown) process.stdout.write(part)
      })
    }
    child.on('error', (error) => { text += `${error}\n` })
    child.on('close', (code) => {
      running.delete(child)
      if (!shown) process.stdout.write(text)
      resolve({ row, failed: code !== 0, text })
    })
  })
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
    process.exitCode = 128 + constants.signals[signal]
  })
}

const failed = (await Promise.all(rows.map((row, i) => make(row, i === 0)))).filter((r) => r.failed)
for (const { row, text } of failed) console.log(`--- FAILED: make ${row} ---\n${text.split('\n').slice(-60).join('\n')}`)
if (failed.length > 0) process.exitCode ||= 1
