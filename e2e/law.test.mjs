// The law as data: a term is explained line by line, days are declared and revoked with a look at what moves, a version comes
// into force.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()
const decree = { name: 'resolucion.txt', mimeType: 'text/plain', buffer: Buffer.from('Resolución de cierre.\n') }

// inDays is a day so many days from now, moved on to one from Monday to Friday.
function inDays(n) {
  const d = new Date(Date.now() + n * 86400e3)
  while ([0, 6].includes(d.getUTCDay())) d.setUTCDate(d.getUTCDate() + 1)
  return d.toISOString().slice(0, 10)
}

test('anyone reads a law, its picture, and counts a term', async (t) => {
  const page = await visitor(t, { viewport: phone })
  await page.goto('/leyes')
  await look(page, 'laws')
  assert.ok(await page.locator('tbody tr').count() >= 24, 'two dozen laws')
  await page.getByRole('link', { name: 'Alemania, IFG' }).click()
  await page.getByLabel('Recibida el').fill('2024-01-31T10:00')
  await page.getByRole('button', { name: 'Contar' }).click()
  assert.match(await page.locator('#cuenta').innerText(), /jueves 29 de febrero de 2024/, 'a month from 31 January ends on the last of February')
  await look(page, 'a law')
  await page.goto('/leyes/in-rti?recibida=2026-03-30T17%3A10&plazo=response&via=life_or_liberty')
  assert.match(await page.locator('#cuenta').innerText(), /Vence a las 17:10/, 'forty-eight hours end at an hour')
  const bad = await page.goto('/leyes/bo-la-paz?recibida=2026-02-30T10%3A00')
  assert.equal(bad.status(), 422)
  await look(page, 'a day that does not exist')
  assert.equal((await page.goto('/leyes/bo-la-paz?recibida=2040-01-10T10%3A00')).status(), 422, 'a year without a calendar is an error')
  assert.match(await page.locator('main').innerText(), /no llega al año 2040/)
  await page.setViewportSize(desktop)
  await page.goto('/leyes/bo-la-paz?recibida=2026-03-30T17%3A10&plazo=response')
  const days = await page.locator('#cuenta').innerText()
  assert.match(days, /Viernes Santo/, 'the holiday by its name')
  assert.match(days, /DS 2750/, 'and its source')
  assert.match(days, /martes 21 de abril de 2026/)
  await page.locator('.drawing img').scrollIntoViewIfNeeded()
  await page.waitForFunction(() => document.querySelector('.drawing img').naturalWidth > 100)
  await picture(page, 'law', { fullPage: true })
  await page.goto('/leyes/bo-la-paz/dibujo.es.svg')
  await picture(page, 'law-drawing')
  await page.goto('/como-funciona')
  await look(page, 'how it works')
})

test('the decree of 15 January 2026 stands in the calendar as the administrator declared it', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.administrator)
  await page.goto('/admin/calendario?gestion=2026')
  const text = await page.locator('main').innerText()
  for (const words of ['DS 5521', 'Día hábil pese al 22 de enero', 'Estado Plurinacional (trasladado)', 'Corpus Christi (puente)', 'Independencia (puente)']) {
    assert.ok(text.includes(words), `${words} is in the calendar`)
  }
  assert.match(text, /15 de enero de 2026/, 'with the day of its declaration')
  await look(page, 'calendar')
  await picture(page, 'admin-declared', { fullPage: true })
})

test('an administrator sees what a closure moves, declares it, and takes it back', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.administrator)
  await page.goto('/admin/calendario')
  await page.getByRole('link', { name: 'Declarar días' }).click()
  await page.getByRole('button', { name: 'Ver qué se mueve' }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Escriba el día/, 'an empty form says what it lacks')
  await look(page, 'declare: errors')
  const day = inDays(3)
  await page.locator('#desde-1').fill(day)
  await page.locator('#hasta-1').fill('2020-01-01')
  await page.locator('#nombre-1').fill('Paro cívico')
  await page.locator('#norma').fill('Resolución Administrativa 12/2026')
  await page.locator('input[type=file]').setInputFiles(decree)
  await page.getByRole('button', { name: 'Ver qué se mueve' }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /anterior/, 'the last day is before the first')
  assert.equal(await page.locator('#nombre-1').inputValue(), 'Paro cívico', 'nothing typed is lost')
  await page.locator('#hasta-1').fill('')
  await page.getByRole('button', { name: 'Ver qué se mueve' }).click()
  const moves = page.locator('#mueve')
  await moves.waitFor()
  assert.match(await moves.innerText(), /\d+ casos?, \d+ plazos? se mueven?/)
  const row = await moves.locator('tbody tr').first().innerText()
  const reference = row.match(/LP-\d{4}-\d{6}-\d/)[0]
  await look(page, 'declare: what moves')
  await picture(page, 'admin-declare', { fullPage: true })
  await page.setViewportSize(phone)
  await look(page, 'declare on a phone')
  await page.setViewportSize(desktop)
  await page.getByRole('button', { name: 'Declarar', exact: true }).click()
  await page.waitForURL('**/admin/calendario?hecho=declarado')
  assert.match(await page.locator('main').innerText(), /Paro cívico/)

  const officer = await visitor(t, { viewport: desktop })
  await logIn(officer, people.transparency)
  await assert.doesNotReject(async () => {
    for (let i = 0; i < 40; i++) {
      await officer.goto(`/mesa/casos/${reference}`)
      if ((await officer.locator('main').innerText()).includes('El calendario movió un plazo')) return
      await officer.waitForTimeout(500)
    }
    throw new Error('the case was not counted anew')
  })
  assert.match(await officer.locator('main').innerText(), /Paro cívico \(Resolución Administrativa 12\/2026\)/, 'the ledger says why')
  await officer.getByRole('link', { name: '¿Por qué esta fecha?' }).first().click()
  const why = await officer.locator('main').innerText()
  assert.match(why, /Paro cívico · Resolución Administrativa 12\/2026/, 'the closed day stands in the explanation with its source')
  await look(officer, 'why this date')
  await picture(officer, 'desk-why', { fullPage: true })

  await page.goto('/admin/calendario')
  await page.getByRole('link', { name: /Revocar.*Paro cívico/ }).click()
  await look(page, 'revoke')
  await picture(page, 'admin-revoke', { fullPage: true })
  await page.getByRole('button', { name: 'Revocar' }).click()
  await page.waitForURL('**/admin/calendario?hecho=revocado')
  assert.match(await page.locator('main').innerText(), /revocado/)
  for (let i = 0; ; i++) {
    await officer.goto(`/mesa/casos/${reference}`)
    if ((await officer.locator('main').innerText()).split('El calendario movió un plazo').length > 2) break
    assert.ok(i < 40, 'the case was not counted back')
    await officer.waitForTimeout(500)
  }
})

test('an administrator brings a version into force', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.administrator)
  await page.goto('/admin/norma')
  await page.getByRole('button', { name: 'Poner en vigencia' }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /día que no haya pasado/)
  await look(page, 'versions: errors')
  const day = inDays(1200) // the draft says of itself from which day on it could hold
  await page.getByLabel('Desde qué día').fill(day)
  await page.getByRole('button', { name: 'Poner en vigencia' }).click()
  await page.waitForURL('**/admin/norma')
  assert.match(await page.locator('table').innerText(), new RegExp(`proyecto-160[^]*${new Date(day).getUTCFullYear()}`))
  assert.equal(await page.getByRole('button', { name: 'Poner en vigencia' }).count(), 0, 'it has its day')
  await look(page, 'versions')
  await picture(page, 'admin-law', { fullPage: true })
})
