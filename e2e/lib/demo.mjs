// Starts `qhana demo` on a free port with a data directory of its own, and stops it again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const patience = 180_000

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

// startDemo resolves to { url, output(), stop() } once /readyz answers. settings are more of its environment.
export async function startDemo(settings = {}) {
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'qh-')) // short: it holds a Unix socket
  const url = `http://127.0.0.1:${port}`
  const env = { ...process.env, QHANA_ADDR: `127.0.0.1:${port}`, QHANA_BASE_URL: url, QHANA_DATA_DIR: dir, ...settings }
  delete env.QHANA_DATABASE_URL
  if (!settings.QHANA_SMTP_URL) delete env.QHANA_SMTP_URL
  const child = spawn(join(root, 'bin/qhana'), ['demo'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  child.stdout.on('data', (b) => { text += b })
  child.stderr.on('data', (b) => { text += b })
  const exited = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGINT')
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await exited
    clearTimeout(timer)
    rmSync(dir, { recursive: true, force: true })
  }
  const begun = Date.now()
  while (!(await answers(`${url}/readyz`))) {
    if (child.exitCode !== null || Date.now() - begun > patience) {
      await stop()
      throw new Error(`the demo did not start:\n${text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return { url, output: () => text, seconds: (Date.now() - begun) / 1000, stop, exitCode: () => child.exitCode }
}

async function answers(url) {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
