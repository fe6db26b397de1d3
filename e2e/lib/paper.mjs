// What comes out of the printer, and what PDFs say.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pictures = fileURLToPath(new URL('../../build/screenshots/', import.meta.url))

// words are the text of a PDF, line by line.
export function words(pdf) {
  const dir = mkdtempSync(join(tmpdir(), 'qh-'))
  try {
    writeFileSync(join(dir, 'a.pdf'), pdf)
    return execFileSync('pdftotext', ['-raw', join(dir, 'a.pdf'), '-']).toString()
  } finally {
    rmSync(dir, { recursive: true })
  }
}

// extent is how high the first page of a PDF is, and how far down its last word reaches, in millimetres.
export function extent(pdf) {
  const dir = mkdtempSync(join(tmpdir(), 'qh-'))
  try {
    writeFileSync(join(dir, 'a.pdf'), pdf)
    const box = execFileSync('pdftotext', ['-bbox', '-l', '1', join(dir, 'a.pdf'), '-']).toString()
    const mm = (points) => Math.round(Number(points) * 25.4 / 72)
    return { height: mm(box.match(/<page [^>]*height="([\d.]+)"/)[1]), last: Math.max(...[...box.matchAll(/yMax="([\d.]+)"/g)].map((m) => mm(m[1]))) }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

// sheets keeps the pages of a PDF as pictures, for people to look at: print-<name>-1.png …
export function sheets(pdf, name, pages = 2) {
  mkdirSync(pictures, { recursive: true })
  const file = join(pictures, `print-${name}.pdf`)
  writeFileSync(file, pdf)
  execFileSync('pdftoppm', ['-r', '100', '-png', '-l', String(pages), file, join(pictures, `print-${name}`)])
  rmSync(file)
}

// printed prints a page as its style sheet wants it, keeps how that looks, and returns what it says.
export async function printed(page, name, options = {}) {
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, ...options })
  sheets(pdf, name)
  return { text: words(pdf), pdf }
}

// saved is what a click downloads.
export async function saved(page, link) {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  return readFileSync(await file.path())
}
