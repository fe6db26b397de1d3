// A mail server of its own for a test: it takes every message, and gives what came as people read it.
import { once } from 'node:events'
import { createServer } from 'node:net'

// quoted undoes quoted-printable.
const quoted = (text) => Buffer.from(text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString()

// header reads a header as people see it: folded lines joined, encoded words decoded.
function header(head, name) {
  const folded = head.replace(/\r\n[ \t]+/g, ' ').match(new RegExp(`^${name}: (.*)$`, 'im'))?.[1] ?? ''
  return folded.replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, how, text) =>
    how.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString() : quoted(text.replaceAll('_', ' ')))
}

// plain is the text part of a message.
function plain(raw) {
  const part = raw.match(/Content-Type: text\/plain[^]*?\r\n\r\n([^]*?)(?:\r\n--|$)/i)
  const head = raw.slice(Math.max(0, (part?.index ?? 0) - 200), (part?.index ?? 0) + 200)
  if (!part) return raw
  return /base64/i.test(head) ? Buffer.from(part[1], 'base64').toString() : quoted(part[1])
}

// startPost resolves to { url, letters, to(address, subject), stop() }.
export async function startPost() {
  const letters = []
  const server = createServer((socket) => {
    let waiting = '', data = null, to = []
    const say = (line) => socket.write(`${line}\r\n`)
    say('220 post.example ESMTP')
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      waiting += bytes.toString('latin1')
      for (;;) {
        if (data !== null) {
          const end = waiting.indexOf('\r\n.\r\n')
          if (end < 0) return
          const raw = Buffer.from(waiting.slice(0, end).replace(/\r\n\.\./g, '\r\n.'), 'latin1').toString()
          letters.push({ to, subject: header(raw.split('\r\n\r\n')[0], 'Subject'), text: plain(raw), raw })
          waiting = waiting.slice(end + 5)
          data = null
          say('250 taken')
          continue
        }
        const end = waiting.indexOf('\r\n')
        if (end < 0) return
        const line = waiting.slice(0, end)
        waiting = waiting.slice(end + 2)
        const word = line.slice(0, 4).toUpperCase()
        if (word === 'MAIL') to = []
        if (word === 'RCPT') to.push(line.match(/<(.*?)>/)[1])
        if (word === 'DATA') { data = ''; say('354 go on'); continue }
        if (word === 'QUIT') { say('221 bye'); socket.end(); return }
        say(word === 'EHLO' ? '250-post.example\r\n250 8BITMIME' : '250 ok')
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${server.address().port}`,
    letters,
    // to waits for a message to somebody whose subject has some words.
    async to(address, subject) {
      for (let i = 0; i < 150; i++) {
        const found = letters.find((l) => l.to.includes(address) && l.subject.includes(subject))
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      throw new Error(`no mail to ${address} about ${subject}:\n${letters.map((l) => `${l.to} ${l.subject}`).join('\n')}`)
    },
    stop: () => server.close(),
  }
}
