// A real Chromium, and what every test wants of a page.
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRequire } from 'node:module'
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'

export const base = process.env.QHANA_E2E_URL
export const phone = { width: 360, height: 740 }
export const desktop = { width: 1280, height: 900 }

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const places = [ // the one without windows of its own first: it needs two thirds of the time
  process.env.QHANA_CHROMIUM, '/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
  '/opt/homebrew/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

function executable() {
  for (const place of places) {
    try {
      accessSync(place ?? '', constants.X_OK)
      return place
    } catch { /* the next one */ }
  }
  throw new Error('there is no Chromium; set QHANA_CHROMIUM to its path')
}

// browser gives a test file one browser: call it once, then use(options) for each visitor.
export function browser() {
  let chrome
  before(async () => {
    chrome = await chromium.launch({
      executablePath: executable(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none'],
    })
  })
  after(() => chrome?.close())

  // visitor opens a browser of its own: no cookies, one page. Anything that a page complains about fails the test.
  return async function visitor(t, options = {}) {
    const context = await chrome.newContext({ baseURL: base, viewport: desktop, locale: 'es-BO', deviceScaleFactor: 1, ...options })
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    const complaints = []
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`))
    page.on('console', (m) => {
      // the browser reports every answer above 399 by itself; pages may answer 404 or 422 on purpose
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) complaints.push(`${page.url()}: ${m.text()}`)
    })
    t.after(async () => {
      await context.close()
      assert.deepEqual(complaints, [], 'the page complained in the console')
    })
    return page
  }
}

const pictures = fileURLToPath(new URL('../../build/screenshots/', import.meta.url))

// picture keeps what the page looks like, for people to look at; the README shows some of them. A busy browser sometimes takes none, and
// is asked again.
export async function picture(page, name, options = {}) {
  mkdirSync(pictures, { recursive: true })
  for (let tries = 1; ; tries++) {
    try {
      await page.screenshot({ path: `${pictures}${name}-${page.viewportSize().width}.png`, animations: 'disabled', ...options })
      return
    } catch (error) {
      if (tries === 4 || !String(error).includes('Unable to capture screenshot')) throw error
      await page.waitForTimeout(500 * tries)
    }
  }
}

// look fails when axe finds anything, when the page is wider than its window, or when it lacks a title or a language.
export async function look(page, what = page.url()) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  // of what axe can load before it looks, the rules that are on want the sounds and films only; the styles are a quarter of its time
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], preload: { assets: ['media'] } }))
  const found = violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => `    ${n.html.slice(0, 200)}\n    ${n.failureSummary}`).join('\n')}`)
  assert.deepEqual(found, [], `axe on ${what}`)
  const page_ = await page.evaluate(() => ({
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    lang: document.documentElement.lang,
    title: document.title,
    wordless: [...document.querySelectorAll('body *')].filter((x) => !x.children.length && x.textContent.trim() === '…').map((x) => x.outerHTML),
  }))
  assert.ok(page_.over <= 0, `${what} is ${page_.over} px wider than its window`)
  assert.deepEqual(page_.wordless, [], `${what} has words for everything`)
  assert.match(page_.lang, /^(es|en)/, `${what} says its language`)
  assert.ok(page_.title.trim().length > 3, `${what} has a title`)
}
