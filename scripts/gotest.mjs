// Runs `go test` with the arguments given, prints what failed and a line for each package, and closes with the counts.
// A test that was skipped is a failure under CI.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const go = spawn('go', ['test', '-json', ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'inherit'] })
const output = new Map() // text by package and test, until its fate is known
const count = { pass: 0, fail: 0, skip: 0 }
const skipped = []
let broken = false

const key = (e) => `${e.Package ?? e.ImportPath ?? ''} ${e.Test ?? ''}`

function take(e) {
  if (e.Action === 'output' || e.Action === 'build-output') {
    output.set(key(e), (output.get(key(e)) ?? '') + e.Output)
    return
  }
  if (!['pass', 'fail', 'skip', 'build-fail'].includes(e.Action)) return
  const text = output.get(key(e)) ?? ''
  output.delete(key(e))
  if (e.Action === 'build-fail' || (e.Action === 'fail' && !e.Test)) {
    broken = true
    process.stdout.write(text)
  } else if (!e.Test) {
    process.stdout.write(text.split('\n').filter((line) => /^(ok|\?)\s/.test(line)).map((line) => `${line}\n`).join(''))
  } else {
    count[e.Action]++
    if (e.Action === 'skip') skipped.push(`${e.Package} ${e.Test}`)
    if (e.Action === 'fail') process.stdout.write(`\n${e.Package}\n${text}`)
  }
}

createInterface({ input: go.stdout }).on('line', (line) => {
  try {
    take(JSON.parse(line))
  } catch {
    console.log(line)
  }
})

go.on('close', (code) => {
  for (const name of skipped) console.log(`SKIP ${name}`)
  const failed = code !== 0 || broken || count.fail > 0 || count.pass === 0 || (process.env.CI && count.skip > 0)
  console.log(`go: ${count.pass} passed, ${count.fail} failed, ${count.skip} skipped`)
  process.exit(failed ? 1 : 0)
})
