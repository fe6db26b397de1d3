// What La Paz has not, under laws that have it: fees that are paid or not, a term that is paused; and what comes of silence by the
// person: a warning, then the end. The mail goes over the wire to a mail server.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { follow, person } from './lib/citizen.mjs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'
import { act, register, send } from './lib/desk.mjs'
import { logIn, people } from './lib/people.mjs'
import { startPost } from './lib/smtp.mjs'

const visitor = browser()
const said = async (page, where = 'main') => (await page.locator(where).first().innerText()).replace(/\s+/g, ' ')
let post
const sites = {}
const laws = mkdtempSync(join(tmpdir(), 'qh-laws-'))

// kept makes a body that keeps one of the laws that ship without one.
function kept(law, prefix) {
  writeFileSync(join(laws, law, 'procedure.yaml'), `like: departments
body: {name: Municipio de Ejemplo, short: El municipio, prefix: ${prefix}, address: Plaza Mayor 1, phone: "", email: transparencia@ejemplo.example, lead: transparencia, signing: secretaria-general}
`)
  return startDemo({ QHANA_LAWS: laws, QHANA_STATUTE: law, QHANA_DEMO_YEARS: '0', QHANA_DEMO_DAY: '2026-02-02', QHANA_SMTP_URL: post.url })
}

// Both begin without a past, on a Monday: nothing but what happens here is in them.
before(async () => {
  post = await startPost()
  cpSync(fileURLToPath(new URL('../workflows/', import.meta.url)), laws, { recursive: true })
  sites.scotland = await kept('uk-sct', 'ES')
  sites.colombia = await kept('co-1712', 'CO')
  sites.chile = await kept('cl-20285', 'CL')
})
after(async () => {
  await Promise.all(Object.values(sites).map((site) => site.stop()))
  post?.stop()
  rmSync(laws, { recursive: true, force: true })
})

// seats are the people of a site whom a test needs, each in a browser of their own.
async function seats(t, site) {
  const here = { baseURL: site.url }
  const out = { citizen: await visitor(t, { ...here, viewport: phone }), clerk: await visitor(t, { ...here, viewport: desktop }), page: await visitor(t, { ...here, viewport: desktop }) }
  await logIn(out.clerk, 'ventanilla')
  await logIn(out.page, people.transparency)
  return out
}

// pass moves a site's time on by working days.
async function pass(page, days) {
  const done = await page.request.post('/dev/reloj', { form: { dias: String(days) }, headers: { Origin: new URL(page.url()).origin } })
  assert.equal(done.status(), 200)
}

// until opens the person's case until it says something.
async function until(page, words) {
  for (let i = 0; i < 60; i++) {
    if (words.test(await said(page))) return
    await page.waitForTimeout(500)
    await page.reload()
  }
  assert.match(await said(page), words)
}

test('a fee is told, paid, and the term goes on; one that is not paid ends the request, after a reminder', async (t) => {
  const { citizen, clerk, page } = await seats(t, sites.scotland)
  const paid = await register(clerk, { ...person, subject: 'Planos de la plaza', body: 'Copias de los planos de la plaza.' })
  const never = await register(clerk, { ...person, subject: 'Planos del mercado', body: 'Copias de los planos del mercado.' })
  await act(page, paid.reference, 'Comunicar el costo')
  await page.getByLabel('Monto').fill('veinticinco')
  await page.locator('#texto').fill('Cincuenta copias a color. Se paga en caja, de 9 a 16 h.')
  await page.locator('#accion-formulario').getByRole('button', { name: 'Comunicar el costo' }).click()
  assert.match(await said(page, '.govuk-error-summary'), /Escriba el monto en cifras/)
  assert.match(await page.locator('#texto').inputValue(), /Cincuenta copias/)
  assert.match(await said(page, '#accion-formulario'), /El monto se escribe en GBP/)
  await page.getByLabel('Monto').fill('25,50')
  await look(page, 'a fee')
  await picture(page, 'desk-fee', { fullPage: true })
  await send(page, 'Comunicar el costo')
  assert.match(await said(page, '.clocks'), /Pago del costo.*Respuesta a la persona suspendida/, 'the days until it is paid do not count')
  const letter = await post.to(person.email, `Costo de la información que pidió: ${paid.reference}`)
  assert.match(letter.text, /25,50/)
  assert.match(letter.raw, /application\/pdf/, 'with the letter')
  await follow(citizen, paid)
  assert.match(await said(citizen), /Esperamos su pago para seguir.*Obtener la información cuesta.*25,50.*Se paga en caja.*Puede pagar hasta el.*Si no llega el pago hasta ese día, la solicitud se cierra/)
  await look(citizen, 'a case that waits for a payment')
  await picture(citizen, 'citizen-fee', { fullPage: true })
  await citizen.getByRole('link', { name: '¿Por qué está en pausa?' }).click()
  assert.match(await said(citizen), /Por qué este plazo está en pausa.*En pausa desde el lunes 2 de febrero de 2026: Falta el pago del costo/, 'on the very day')
  await act(page, paid.reference, 'Registrar el pago')
  await page.locator('#texto').fill('Comprobante 4471')
  await send(page, 'Registrar el pago')
  assert.match(await said(page, '.clocks'), /Respuesta a la persona .{5,60} Corre/)
  await post.to(person.email, `Su solicitud sigue su curso: ${paid.reference}`)
  await citizen.reload()
  assert.ok(!/Esperamos su pago/.test(await said(citizen)))

  await act(page, never.reference, 'Comunicar el costo')
  await page.getByLabel('Monto').fill('12')
  await page.locator('#texto').fill('Doce copias. Se paga en caja.')
  await send(page, 'Comunicar el costo')
  await post.to(person.email, `Costo de la información que pidió: ${never.reference}`)
  const told = () => post.letters.filter((l) => l.subject.includes(`Costo de la información que pidió: ${never.reference}`)).length
  await pass(page, 59)
  for (let i = 0; i < 100 && told() < 2; i++) await page.waitForTimeout(200)
  assert.equal(told(), 2, 'a reminder, while there is time')
  await pass(page, 8)
  await post.to(person.email, `Su solicitud terminó: ${never.reference}`)
  await follow(citizen, never)
  await until(citizen, /La solicitud terminó: no llegó el pago a tiempo.*cerrada Cómo se cuenta este plazo/)
  await look(citizen, 'a case that ended for want of payment')
  await picture(citizen, 'citizen-fee-lapsed', { fullPage: true })
})

test('where the law sets no time to pay, the wait is shown, the person is reminded, and another amount takes the place of the first', async (t) => {
  const { citizen, clerk, page } = await seats(t, sites.chile)
  const mine = await register(clerk, { ...person, subject: 'Planos del puente', body: 'Copias de los planos del puente.' })
  const ask = async (amount, how) => {
    await act(page, mine.reference, 'Comunicar el costo')
    await page.getByLabel('Monto').fill(amount)
    await page.locator('#texto').fill(how)
    await send(page, 'Comunicar el costo')
  }
  await ask('25,50', 'Cincuenta copias a color:\n\n- Planta: 30\n- Cortes: 20\n\nSe paga en caja.')
  await post.to(person.email, `Costo de la información que pidió: ${mine.reference}`)
  await page.goto(`/mesa/casos/${mine.reference}`)
  assert.equal(await page.getByRole('link', { name: 'Recordar el costo' }).count(), 0, 'the person was told today')
  await pass(page, 3)
  await logIn(page, people.transparency) // a night has passed
  await page.goto(`/mesa/casos/${mine.reference}`)
  assert.match(await said(page, '.clocks'), /Respuesta a la persona.*Suspendido desde el lunes 2 de febrero de 2026: 3 días/)
  const letters = () => post.letters.filter((l) => l.subject.includes(`Costo de la información que pidió: ${mine.reference}`))
  for (let i = 0; i < 50 && !(await said(page, 'main')).includes('Venció: Acuse de recibo'); i++) { // what the nights brought is done: it would make the form stale
    await page.waitForTimeout(200)
    await page.goto(`/mesa/casos/${mine.reference}`)
  }
  await act(page, mine.reference, 'Recordar el costo')
  await look(page, 'remind of a fee')
  await picture(page, 'desk-fee-remind', { fullPage: true })
  await send(page, 'Recordar el costo')
  for (let i = 0; i < 100 && letters().length < 2; i++) await page.waitForTimeout(200)
  assert.match(letters()[1].text, /25,50/)
  assert.match(letters()[1].raw, /application\/pdf/, 'with the letter')
  await ask('9', 'Nueve copias, en lugar de las cincuenta. Se paga en caja.')
  for (let i = 0; i < 100 && letters().length < 3; i++) await page.waitForTimeout(200)
  assert.match(letters()[2].text, /Nueve copias/)
  await picture(page, 'desk-fee-waits', { fullPage: true })
  await follow(citizen, mine)
  assert.match(await said(citizen), /Esperamos su pago para seguir.*Obtener la información cuesta 9 CLP.*Nueve copias.*La ley no fija hasta cuándo puede pagar.*en pausa desde el lunes 2 de febrero de 2026/)
  await look(citizen, 'a case that waits for a payment without a term')
  await picture(citizen, 'citizen-fee-waits', { fullPage: true })
  await act(page, mine.reference, 'Registrar el pago')
  await page.locator('#texto').fill('Comprobante 12')
  await send(page, 'Registrar el pago')
  assert.match(await said(page, '.clocks'), /Respuesta a la persona .{5,60} Corre/)
})

test('a term is paused and goes on; an answer that never comes is warned of, and ends the request; the morning\'s mail says what the day brings', async (t) => {
  const { citizen, clerk, page } = await seats(t, sites.colombia)
  const paused = await register(clerk, { ...person, subject: 'Contratos del puente', body: 'Los contratos del puente intermunicipal.' })
  const fresh = await register(clerk, { ...person, subject: 'Peaje del puente', body: 'Lo que se cobra en el peaje.' })
  const vague = await register(clerk, { ...person, subject: 'Todo sobre el puente', body: 'Todo.' })
  await act(page, paused.reference, 'Acusar recibo')
  await send(page, 'Acusar recibo')
  await act(page, paused.reference, 'Poner el plazo en pausa')
  await page.locator('#accion-formulario').getByRole('button', { name: 'Poner el plazo en pausa' }).click()
  assert.match(await said(page, '.govuk-error-summary'), /Elija un motivo/)
  await page.locator('input[name=motivo]').first().check()
  await page.locator('#texto').fill('El municipio vecino dice que el puente es suyo; decide el tribunal.')
  await look(page, 'pause a term')
  await send(page, 'Poner el plazo en pausa')
  await follow(citizen, paused)
  assert.match(await said(citizen), /El plazo está en pausa/)
  assert.ok(!/Necesitamos que aclare/.test(await said(citizen)), 'nothing is asked of the person')
  await look(citizen, 'a paused case')
  await act(page, vague.reference, 'Pedir aclaración')
  await page.locator('input[name=motivo]').first().check()
  await page.locator('#texto').fill('¿Qué documentos del puente?')
  await send(page, 'Pedir aclaración')
  const asks = () => post.letters.filter((l) => l.to.includes(person.email) && l.raw.includes(vague.reference) && /aclar/i.test(l.subject)).length
  await follow(citizen, vague)
  const day = (await said(citizen)).match(/hasta el \w+ (\d+) de (\w+) de 2026/)
  assert.ok(day, `the person is told until when:\n${await said(citizen)}`)

  await pass(page, 3)
  const morning = await post.to('transparencia@lapaz.example', 'Su día:')
  assert.match(morning.text, /Rosa Quispe Mamani[^]*Hay \d nuevas por atender\.[^]*\/mesa/)
  assert.ok(!morning.text.includes(fresh.reference), 'what is not due yet is counted only')
  assert.ok(!morning.raw.includes(person.name), 'a mail to officials names nobody')
  await logIn(page, people.transparency) // a night has passed
  await act(page, paused.reference, 'Reanudar el plazo')
  await send(page, 'Reanudar el plazo')
  assert.match(await said(page, '.clocks'), /Respuesta a la persona .{5,60} Corre/)
  assert.match(await said(page, '.moj-timeline'), /decide el tribunal/)

  await pass(page, 14)
  const before = asks()
  for (let i = 0; i < 8 && asks() < before + 1; i++) { // day after day, until the day before the last
    await pass(page, 1)
    for (let n = 0; n < 8 && asks() < before + 1; n++) await page.waitForTimeout(250)
  }
  assert.ok(asks() > before, `the person is warned:\n${post.letters.map((l) => `${l.to} ${l.subject}`).join('\n')}`)
  await follow(citizen, vague)
  assert.match(await said(citizen), /Necesitamos que aclare algo/, 'and there is time yet')
  await pass(page, 2)
  await follow(citizen, vague)
  await until(citizen, /La solicitud terminó: no llegó la aclaración a tiempo/)
  await look(citizen, 'a case that ended for want of an answer')
  await logIn(page, people.transparency)
  await page.goto(`/mesa/casos/${vague.reference}`)
  assert.match(await said(page, '.casehead'), /Retirada/)
})
