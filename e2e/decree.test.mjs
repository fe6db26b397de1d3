// DS 5521 as an administrator of La Paz had to declare it on 15 January 2026: a demo whose clock stands there, its running cases, and
// the terms that came forward and went back.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { ask, follow, mailTo, person } from './lib/citizen.mjs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()
let city, town

before(async () => {
  [city, town] = await Promise.all([startDemo({ QHANA_DEMO_DAY: '2025-12-30' }), startDemo({ QHANA_STATUTE: 'bo-nacional', QHANA_DEMO_DAY: '2025-12-22', QHANA_DEMO_YEARS: '0' })])
})
after(() => Promise.all([city?.stop(), town?.stop()]))

const decree = { name: 'DS-5521.txt', mimeType: 'text/plain', buffer: Buffer.from('Decreto Supremo 5521: se traslada el feriado del 22 al 23 de enero.\n') }
const days = [
  ['2026-01-22', 'habil', 'Día hábil pese al 22 de enero'],
  ['2026-01-23', 'cerrado', 'Estado Plurinacional (trasladado)'],
  ['2026-06-05', 'cerrado', 'Corpus Christi (puente)'],
  ['2026-06-22', 'cerrado', 'Año Nuevo Andino (trasladado)'],
  ['2026-08-07', 'cerrado', 'Independencia (puente)'],
]

// The law by hand. The days that are not worked are those of the calendar before the decree, of the decree, and of the strike; fifteen worked
// days from the day after receipt are counted with a finger (Law 2341 arts. 20-21).
const before5521 = ['2025-12-25', '2025-12-26', '2026-01-01', '2026-01-02', '2026-01-22']
const after5521 = ['2025-12-25', '2025-12-26', '2026-01-01', '2026-01-02', '2026-01-23']
const afterStrike = [...after5521, '2026-01-20']
const next = (day) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
const worked = (day, off) => ![0, 6].includes(new Date(day).getUTCDay()) && !off.includes(day)

function fifteenth(received, off) {
  let day = received
  for (let n = 0; n < 15; n += worked(day, off) ? 1 : 0) day = next(day)
  return day
}

const months = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre']
const inWords = (day) => `${Number(day.slice(8))} de ${months[Number(day.slice(5, 7)) - 1]} de ${day.slice(0, 4)}`

// moved is the row of what moves for a term of a case: the day before and the day after, in words.
async function moved(page, reference, term) {
  const row = page.locator('#mueve tbody tr', { hasText: reference }).filter({ hasText: term })
  const more = page.getByRole('button', { name: 'Ver los siguientes' })
  while (await row.count() === 0 && await more.count() === 1) { // the newest cases stand last
    await more.click()
    await page.waitForLoadState()
  }
  assert.equal(await row.count(), 1, `${reference} has one row for ${term}:\n${await page.locator('#mueve').innerText()}`)
  return (await row.locator('td').allInnerTexts()).slice(1)
}

// ahead moves the demo's time on by so many worked days.
async function ahead(page, n, until) {
  await page.goto('/dev/reloj')
  await page.locator('input[name=dias]').fill(String(n))
  await page.locator('form[action="/dev/reloj"] button').click()
  assert.ok((await page.locator('main').innerText()).includes(until), `it is ${until}`)
}

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
  await page.getByText('La última vez que se contó de nuevo').waitFor({ timeout: 60_000 }) // the page goes on by itself
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
  const [was, comes, goes] = [before5521, after5521, afterStrike].map((off) => fifteenth('2025-12-30', off))
  assert.deepEqual([was, comes, goes], ['2026-01-23', '2026-01-22', '2026-01-26'], 'the fifteenth day, by hand')
  assert.ok((await citizen.locator('main').innerText()).includes(inWords(was)), 'the fifteenth working day, with 22 January a holiday')

  const page = await visitor(t, { ...here, viewport: desktop })
  await ahead(page, 10, '15 de enero de 2026')

  await logIn(page, people.administrator)
  const seen = await preview(page, days, 'DS 5521', decree)
  const [, earlier, later] = seen.match(/A un día anterior: (\d+)\. A uno posterior: (\d+)\./).map(Number)
  assert.ok(earlier > 0, 'what was due on 23 January comes forward')
  assert.equal(later, 0, 'fifteen worked days that run on 15 January lose one day and win one by the 23rd, and none reaches the days that were added')
  const [old, now] = await moved(page, mine.reference, 'Respuesta a la persona')
  assert.ok(old.includes(inWords(was)) && now.includes(inWords(comes)), `by the decree it comes forward from ${was} to ${comes}: ${old} to ${now}`)
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
  const [from, to] = await moved(page, mine.reference, 'Respuesta a la persona')
  assert.ok(from.includes(inWords(comes)) && to.includes(inWords(goes)), `the strike takes it over the decree's holiday, from ${comes} to ${goes}: ${from} to ${to}`)
  await declare(page)
  await shows(citizen, caseOf, inWords(goes))

  const officer = await visitor(t, { ...here, viewport: desktop })
  await logIn(officer, people.transparency)
  const ledger = await shows(officer, `/mesa/casos/${mine.reference}`, 'Paro de transporte (Resolución Ejecutiva 3/2026)')
  assert.match(ledger, /DS 5521/, 'each move stands with its reason')
  await look(officer, 'the case with both moves')

  await page.goto('/dev/mail')
  const told = page.locator('tbody tr', { hasText: person.email }).filter({ hasText: /fecha|plazo/i })
  assert.equal(await told.count(), 2, `told once of each declaration:\n${await page.locator('main').innerText()}`)
})

test('under the national law the decree alone moves one term forward and another back', async (t) => {
  const here = { baseURL: town.url, viewport: desktop }
  const citizen = await visitor(t, here)
  const page = await visitor(t, here)
  // six months from 22 December end on Monday 22 June, which the decree makes a holiday: the next worked day is the 23rd (Law 2341 arts. 17.II, 20)
  const six = await ask(citizen, { subject: 'Presupuesto del mercado', body: 'El presupuesto de 2026.' })
  await ahead(page, 4, '30 de diciembre de 2025')
  const fifteen = await ask(citizen, { subject: 'Obras del puente', body: 'El contrato del puente.' })
  assert.equal(fifteenth('2025-12-22', before5521), fifteenth('2025-12-22', after5521), 'the fifteen days of the first end before the decree matters')
  await ahead(page, 10, '15 de enero de 2026')
  await logIn(page, people.administrator)
  const seen = await preview(page, days, 'DS 5521', decree)
  assert.match(seen, /A un día anterior: 1\. A uno posterior: 1\./, 'two terms move, one each way')
  const [was, comes] = await moved(page, fifteen.reference, 'Respuesta a la persona')
  assert.ok(was.includes('23 de enero de 2026') && comes.includes('22 de enero de 2026'), `one day that became worked: ${was} to ${comes}`)
  const [old, goes] = await moved(page, six.reference, 'Resolución en todo caso')
  assert.ok(old.includes('22 de junio de 2026') && goes.includes('23 de junio de 2026'), `one day that ceased to be: ${old} to ${goes}`)
  await declare(page)
  await follow(citizen, fifteen) // the time that was moved on ended the session
  await shows(citizen, `/caso/${fifteen.reference}`, '22 de enero de 2026')
  const officer = await visitor(t, here)
  await logIn(officer, 'secretaria')
  await shows(officer, `/mesa/casos/${six.reference}`, '23 de junio de 2026')
})
