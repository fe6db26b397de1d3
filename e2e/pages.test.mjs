// Every page that a reader can reach by links, at two widths and in both languages: axe finds nothing, nothing is
// wider than the window, no script fails; and every kind of them is gone through by the keyboard alone.
import { describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { base, browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { person } from './lib/citizen.mjs'
import { act, register, send } from './lib/desk.mjs'
import { walk } from './lib/keys.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()
const each = 2 // pages looked at of every kind: an early one and another

const readers = [
  { name: 'anyone', start: ['/', '/pedir', '/seguir', '/entrar'], least: 8 },
  { name: 'transparency unit', login: people.transparency, start: ['/mesa'], least: 8 },
  { name: 'department official', login: people.official, start: ['/mesa'], least: 4, own: true },
  { name: 'auditor', login: people.auditor, start: ['/auditoria'], least: 3 },
  { name: 'administrator', login: people.administrator, start: ['/admin'], least: 3 },
  { name: 'signatory', login: people.signatory, start: ['/mesa'], least: 4, own: true },
  { name: 'legal reviewer', login: 'legal', start: ['/mesa'], least: 4, own: true },
  { name: 'clerk', login: 'ventanilla', start: ['/mesa', '/mesa/ventanilla'], least: 4, own: true },
  { name: 'head of a unit', login: people.head, start: ['/mesa'], least: 4, own: true },
]

// English words that no Spanish page has, but where it shows what is not written for its reader: commands, citations of foreign laws.
const english = /\b(the|your|with|this|from|which|has been|due on|unit)\b/i
const foreign = /^\/leyes|^\/admin\/(norma|cartas)/

// spanish fails when a Spanish page has an English word, or the key of a sentence in place of the sentence.
async function spanish(page, path) {
  if (foreign.test(path)) return
  const text = await page.evaluate(() => {
    const copy = document.querySelector('body').cloneNode(true)
    for (const el of copy.querySelectorAll('code, pre, script, style, [lang=en], [translate=no]')) el.remove()
    return copy.textContent
  })
  assert.doesNotMatch(text, english, `English on ${path}`)
  assert.doesNotMatch(text, /(?<![/\w.@-])(action|form|error|desk|event|case|queue|letters|admin)\.[a-z_]+(\.[a-z_]+)*(?![\w/])/, `a key on ${path}`)
}

// looked are the kinds of pages that were looked at, by language: readers whose pages are mostly those of others look at what is
// their own: their day, their cases, and the acts that are nobody else's.
const looked = { es: new Set(), en: new Set() }
const theirs = /^\/mesa$|^\/mesa\/casos\/:reference$|^\/mesa\/ventanilla$/

// kind is what two pages have in common that differ by their case only.
function kind(url) {
  return url.pathname
    .replace(/[A-Z]{2,8}-\d{4}-\d{6}-\d/g, ':reference')
    .replace(/\/documento\/[^/]+/, '/documento/:id')
    .replace(/\/personas\/\d+/, '/personas/:id').replace(/\/unidades\/(?!nueva)[^/]+/, '/unidades/:key').replace(/\/cartas\/[^/]+\/[a-z]+/, '/cartas/:kind').replace(/\/leyes\/[^/]+/, '/leyes/:key') + [...url.searchParams.keys()].filter((k) => k !== 'volver').sort().map((k) => `?${k}`).join('')
}

const aside = /^\/(salir|idioma|static|dev)|\/documento\//

async function crawl(page, start, language, area, own) {
  const waiting = start.map((path) => new URL(path, base).href)
  const seen = new Set(waiting)
  const counts = new Map()
  while (waiting.length > 0) {
    const url = new URL(waiting.shift())
    const n = counts.get(kind(url)) ?? 0
    if (n >= (own ? 1 : each)) continue
    const known = own && looked[language].has(kind(url)) && !theirs.test(kind(url))
    looked[language].add(kind(url))
    counts.set(kind(url), n + 1)
    const response = await page.goto(url.href)
    assert.ok(response.status() < 400, `${url.pathname}${url.search} answers ${response.status()}`)
    if (!(response.headers()['content-type'] ?? '').startsWith('text/html')) continue
    assert.match(await page.locator('html').getAttribute('lang'), new RegExp(`^${language}`), `language of ${url.pathname}`)
    if (language === 'es') await spanish(page, url.pathname)
    for (const viewport of known ? [] : [desktop, phone]) { // the same page, made narrower
      await page.setViewportSize(viewport)
      await look(page, `${url.pathname}${url.search} at ${viewport.width} pixels`)
    }
    if (language === 'es' && n === 0 && !known) {
      await page.setViewportSize(desktop)
      assert.deepEqual(await walk(page), [], `the keyboard alone on ${url.pathname}${url.search}`)
    }
    const links = await page.$$eval('a[href]:not([download])', (all) => all.map((a) => a.href.split('#')[0]))
    for (const link of links) {
      if (!link.startsWith(base + area) || seen.has(link) || aside.test(new URL(link).pathname)) continue
      seen.add(link)
      waiting.push(link)
    }
  }
  return counts
}

test('a department has a question to answer, and an answer to approve', async (t) => {
  const page = await visitor(t)
  await logIn(page, people.transparency)
  const official = await visitor(t)
  await logIn(official, people.official)
  for (const answered of [false, true]) {
    const { reference } = await register(page, { ...person, subject: 'Gasto en jardineras', body: 'El gasto en jardineras de la plaza.' })
    await act(page, reference, 'Derivar a unidades')
    await page.getByLabel('Secretaría Municipal de Finanzas').check()
    await page.getByLabel('Qué se les pide').fill('El gasto de este año.')
    await send(page, 'Derivar a unidades')
    if (!answered) continue
    await act(official, reference, 'Aceptar la derivación')
    await send(official, 'Aceptar la derivación')
    await act(official, reference, 'Responder la derivación')
    await official.getByLabel('Respuesta de su unidad', { exact: false }).first().fill('Se gastaron Bs 12.000.')
    await send(official, 'Responder la derivación')
  }
})

// One language beside the other: what is waited for in one leaves time for the other.
describe('every page', { concurrency: 2 }, () => {
  for (const language of ['es', 'en']) {
    describe(language, { concurrency: 1 }, () => {
      for (const reader of readers) {
        test(`${reader.name}: every page in ${language}, at ${desktop.width} and ${phone.width} pixels`, async (t) => {
          const page = await visitor(t, { viewport: phone })
          if (reader.login) await logIn(page, reader.login)
          if (language === 'en') await page.goto('/idioma/en?volver=/')
          const counts = await crawl(page, reader.start, language, reader.login ? reader.start[0] : '/', reader.own)
          assert.ok(counts.size >= reader.least, `only ${counts.size} kinds of page: ${[...counts.keys()]}`)
          t.diagnostic(`${[...counts.values()].reduce((a, b) => a + b, 0)} pages of ${counts.size} kinds`)
        })
      }
    })
  }
})

test('the dark theme', async (t) => {
  const page = await visitor(t, { viewport: phone, colorScheme: 'dark' })
  for (const path of ['/', '/pedir/que', '/respuestas', '/como-funciona', '/seguir']) {
    await page.goto(path)
    await look(page, `${path} in the dark`)
  }
  await page.goto('/pedir/que')
  await page.getByRole('button', { name: 'Continuar' }).click()
  await look(page, 'an error in the dark')
  await picture(page, 'dark-error', { fullPage: true })
  const desk = await visitor(t, { viewport: desktop, colorScheme: 'dark' })
  await logIn(desk, people.transparency)
  for (const path of ['/mesa', '/mesa/casos?cola=all']) {
    await desk.goto(path)
    await look(desk, `${path} in the dark`)
  }
  await desk.locator('tbody a').first().click()
  await look(desk, 'a case in the dark')
  await picture(desk, 'dark-case')
})

test('pages that are not there', async (t) => {
  const page = await visitor(t, { viewport: phone })
  for (const path of ['/no-existe', '/respuestas/LP-2026-999999-0', '/caso/LP-2026-999999-0', '/mesa/casos/LP-2026-999999-0']) {
    const response = await page.goto(path)
    const code = response.status()
    assert.ok(code === 404 || new URL(page.url()).pathname !== path, `${path} answers ${code}`)
    await look(page, path)
  }
})
