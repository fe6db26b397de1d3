// DS 5521 as an administrator of La Paz had to declare it on 15 January 2026: a demo whose clock stands there, its running cases, and
// the terms that came forward and went back.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { ask, follow, mailTo, person } from './lib/citizen.mjs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()
let city

before(async () => { city = await startDemo({ QHANA_DEMO_DAY: '2025-12-30' }) })
after(() => city?.stop())

const decree = { name: 'DS-5521.txt', mimeType: 'text/plain', buffer: Buffer.from('Decreto Supremo 5521: se traslada el feriado del 22 al 23 de enero.\n') }
const days = [
  ['2026-01-22', 'habil', 'Día hábil pese al 22 de enero'],
  ['2026-01-23', 'cerrado', 'Estado Plurinacional (trasladado)'],
  ['2026-06-05', 'cerrado', 'Corpus Christi (puente)'],
  ['2026-06-22', 'cerrado', 'Año Nuevo Andino (trasladado)'],
  ['2026-08-07', 'cerrado', 'Independencia (puente)'],
]

// preview fills the form, looks at what moves, and returns the words of that.
async function preview(page, rows, norm, document) {
  await page.goto('/admin/calendario')
  await page.getByRole('link', { name: 'Declarar días' }).click()
  for (const [i, [day, kind, name]] of rows.entries()) {
    await page.locator(`#desde-${i + 1}`).fill(day)
    await page.locator(`#tipo-${i + 1}`).selectOption(kind)
    await page.locator(`#nombre-${i + 1}`).fill(name)
  }
  await page.locator('#norma').fill(norm)
  await page.locator('input[type=file]').setInputFiles(document)
  await page.getByRole('button', { name: 'Ver qué se mueve' }).click()
  const moves = page.locator('#mueve')
  await moves.waitFor()
  return moves.innerText()
}

async function declare(page) {
  await page.getByRole('button', { name: 'Declarar', exact: true }).click()
  await page.waitForURL('**/admin/calendario?hecho=declarado')
}

// shows opens the page until it has the words: the terms are counted anew by the worker.
async function shows(page, address, words) {
  let text = ''
  for (let i = 0; i < 120; i++) {
    await page.goto(address)
    text = await page.locator('main').innerText()
    if (text.includes(words)) return text
    await page.waitForTimeout(500)
  }
  throw new Error(`${address} never said ${words}:\n${text}`)
}

test('the decree is declared on 15 January 2026, and terms move both ways', async (t) => {
  const here = { baseURL: city.url }
  const citizen = await visitor(t, { ...here, viewport: phone })
  const mine = await ask(citizen, { subject: 'Recorrido del bus municipal', body: 'El recorrido y los horarios de 2026.' })
  await follow(citizen, mine)
  assert.match(await citizen.locator('main').innerText(), /23 de enero de 2026/, 'the fifteenth working day, with 22 January a holiday')

  const page = await visitor(t, { ...here, viewport: desktop })
  await page.goto('/dev/reloj')
  await page.locator('input[name=dias], select[name=dias]').first().evaluate((e) => { e.value = '10' })
  await page.locator('form button[type=submit]').first().click()
  assert.match(await page.locator('main').innerText(), /15 de enero de 2026/)

  await logIn(page, people.administrator)
  const moved = await preview(page, days, 'DS 5521', decree)
  const [, earlier, later] = moved.match(/A un día anterior: (\d+)\. A uno posterior: (\d+)\./).map(Number)
  assert.ok(earlier > 0, 'what was due on 23 January comes forward')
  assert.equal(later, 0, 'nothing that runs on 15 January reaches the days that were added')
  assert.ok(moved.includes(mine.reference), 'the case is named with both days')
  await look(page, 'what the decree moves')
  await picture(page, 'admin-decree', { fullPage: true })
  await page.setViewportSize(phone)
  await look(page, 'what the decree moves, on a phone')
  await page.setViewportSize(desktop)

  await page.locator('#desde-5').fill('2026-08-10')
  await page.getByRole('button', { name: 'Declarar', exact: true }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /ya no es lo que usted vio/, 'what is declared is what was seen')
  assert.equal(await page.locator('#nombre-5').inputValue(), 'Independencia (puente)', 'nothing typed is lost')
  await page.locator('#desde-5').fill('2026-08-07')
  await page.getByRole('button', { name: 'Ver qué se mueve' }).click()
  await declare(page)
  await look(page, 'the decree in the calendar')

  const caseOf = `/caso/${mine.reference}`
  await follow(citizen, mine) // the time that was moved on ended the session
  await shows(citizen, caseOf, '22 de enero de 2026')
  await citizen.getByRole('link', { name: /Por qué esta fecha/ }).first().click()
  const why = await citizen.locator('main').innerText()
  assert.match(why, /22 de enero/, 'the day that became worked counts')
  await look(citizen, 'why the day came forward')
  await picture(citizen, 'citizen-decree-why', { fullPage: true })
  assert.match(await mailTo(page, person.email, mine.reference), /22 de enero de 2026/)

  const strike = { name: 'resolucion-3.txt', mimeType: 'text/plain', buffer: Buffer.from('Paro de transporte: cierre del 20 de enero.\n') }
  const back = await preview(page, [['2026-01-20', 'cerrado', 'Paro de transporte']], 'Resolución Ejecutiva 3/2026', strike)
  assert.match(back, /A un día anterior: 0\. A uno posterior: [1-9]/, 'a closed day moves terms back')
  await declare(page)
  await shows(citizen, caseOf, '26 de enero de 2026')

  const officer = await visitor(t, { ...here, viewport: desktop })
  await logIn(officer, people.transparency)
  const ledger = await shows(officer, `/mesa/casos/${mine.reference}`, 'Paro de transporte (Resolución Ejecutiva 3/2026)')
  assert.match(ledger, /DS 5521/, 'each move stands with its reason')
  await look(officer, 'the case with both moves')

  await page.goto('/dev/mail')
  const told = page.locator('tbody tr', { hasText: person.email }).filter({ hasText: /fecha|plazo/i })
  assert.equal(await told.count(), 2, `told once of each declaration:\n${await page.locator('main').innerText()}`)
})
