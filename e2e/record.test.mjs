// The public record: a person takes the receipt of an act away and anybody checks it; a forged one is found out.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { ask, follow, mailTo, person } from './lib/citizen.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()
let receipt // the file, as it was taken away
let mine

// bring gives a file to the page that checks receipts and returns what it says.
async function bring(page, text, name = 'constancia.tlog-proof') {
  await page.goto('/verificar')
  await page.getByLabel('Archivo de la constancia').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: 'Verificar la constancia' }).click()
  await page.waitForLoadState('load')
  return page.locator('main').innerText()
}

test('a person takes the receipt of the filing away, and the page says what it proves', async (t) => {
  const page = await visitor(t, { viewport: phone })
  mine = await ask(page, { subject: 'Gasto en el alumbrado de Sopocachi', body: 'Cuánto se gastó y con qué empresa.' })
  assert.match(await page.locator('.receipt').textContent(), /qhana-promise\/v1/, 'the receipt has the record\'s word')
  await follow(page, mine)
  const link = page.locator('a[href$="/constancia/1"]')
  for (let tries = 0; ; tries++) { // a place comes within seconds
    const answer = await page.request.get(await link.getAttribute('href'))
    if (answer.ok()) break
    assert.ok(tries < 60, `no receipt after a minute: ${answer.status()}`)
    await page.waitForTimeout(1000)
  }
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  assert.equal(download.suggestedFilename(), `${mine.reference}-1.tlog-proof`)
  receipt = readFileSync(await download.path(), 'utf8')

  const stranger = await visitor(t, { viewport: phone })
  const text = await bring(stranger, receipt)
  assert.match(text, /La constancia es auténtica/)
  assert.ok(text.includes(mine.reference))
  await look(stranger, 'a good receipt')
  await picture(stranger, 'verify-receipt', { fullPage: true })
})

test('the receipt on paper is checked as it is, and its code leads to the act', async (t) => {
  const page = await visitor(t, { viewport: phone })
  await follow(page, mine)
  await picture(page, 'case-receipts', { fullPage: true })
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/constancia/1.pdf"]').click()])
  assert.equal(download.suggestedFilename(), `${mine.reference}-1.pdf`)
  const file = await download.path()
  assert.ok(statSync(file).size < 60_000, `${statSync(file).size} bytes`)
  const said = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
  for (const words of [mine.reference, 'Constancia de un acto en el registro público', 'Se recibió la solicitud', 'Cómo se comprueba', 'teléfono']) assert.ok(said.includes(words), `${words}:\n${said}`)
  const pictures = fileURLToPath(new URL('../build/screenshots/', import.meta.url))
  mkdirSync(pictures, { recursive: true })
  execFileSync('pdftoppm', ['-r', '80', '-png', '-singlefile', file, `${pictures}receipt-paper`])

  const stranger = await visitor(t, { viewport: phone })
  await stranger.goto('/verificar')
  await stranger.getByLabel('Archivo de la constancia').setInputFiles({ name: 'constancia.pdf', mimeType: 'application/pdf', buffer: readFileSync(file) })
  await stranger.getByRole('button', { name: 'Verificar la constancia' }).click()
  await stranger.waitForLoadState('load')
  const good = await stranger.locator('main').innerText()
  assert.match(good, /La constancia es auténtica/)
  assert.ok(good.includes(mine.reference))
  await picture(stranger, 'verify-paper', { fullPage: true })

  const address = said.replace(/\s/g, '').match(/\/verificar\/\d+\/[0-9a-f]{64}/)[0] // the code's, in letters
  await stranger.goto(address)
  const stands = await stranger.locator('main').innerText()
  assert.match(stands, /El registro de hoy tiene este acto en este lugar/)
  assert.ok(stands.includes(mine.reference) && stands.includes('Se recibió la solicitud'), stands)
  for (const size of [phone, desktop]) {
    await stranger.setViewportSize(size)
    await look(stranger, 'the place of an act')
    await picture(stranger, 'verify-place', { fullPage: true })
  }
  await stranger.goto(address.slice(0, -1) + (address.endsWith('0') ? '1' : '0'))
  assert.match(await stranger.locator('main').innerText(), /hay otro acto/)
  await stranger.setViewportSize(phone)
  await look(stranger, 'a place of another act')
  await picture(stranger, 'verify-place-other', { fullPage: true })
})

test('the promise comes with the mail, and the page that checks receipts knows it', async (t) => {
  const page = await visitor(t, { viewport: phone })
  const text = await mailTo(page, person.email, mine.reference) // the unit's own mail may be there before
  const promise = text.match(/qhana-promise\/v1[^]*?\n— \S+ \S+/)
  assert.ok(promise, text)
  await picture(page, 'mail-promise', { fullPage: true })
  const checked = await visitor(t, { viewport: phone })
  await checked.goto('/verificar')
  await checked.getByLabel('O pegue aquí su texto').fill(promise[0])
  await checked.getByRole('button', { name: 'Verificar la constancia' }).click()
  await checked.waitForLoadState('load')
  assert.match(await checked.locator('main').innerText(), /Es un compromiso firmado/)
  await look(checked, 'a promise')
  await picture(checked, 'verify-promise', { fullPage: true })
})

test('a forged, a broken and a foreign receipt each get a clear answer', async (t) => {
  const page = await visitor(t, { viewport: phone })
  const lines = receipt.split('\n')
  const extra = lines.findIndex((l) => l.startsWith('extra '))
  const opening = JSON.parse(Buffer.from(lines[extra].slice(6), 'base64').toString())
  const leaf = Buffer.from(opening.leaf, 'base64').toString()
  const other = (change) => lines.with(extra, 'extra ' + Buffer.from(JSON.stringify(change)).toString('base64')).join('\n')

  const dated = other({ ...opening, leaf: Buffer.from(leaf.replace(/"20\d\d-/, '"2019-')).toString('base64') })
  assert.match(await bring(page, dated), /Esta constancia no prueba nada/, 'another day')
  await look(page, 'a forged receipt')
  await picture(page, 'verify-forged', { fullPage: true })

  const worded = other({ ...opening, question: { subject: 'Otra cosa', body: 'Otra cosa' } })
  assert.match(await bring(page, worded), /no prueba nada/, 'another question')

  assert.match(await bring(page, receipt.slice(0, receipt.length / 2)), /no prueba nada/, 'half a receipt')
  assert.match(await bring(page, 'esto no es una constancia'), /no prueba nada/, 'no receipt')

  const signature = lines.findLastIndex((l) => l.startsWith('— '))
  const words = lines[signature].split(' ')
  const key = Buffer.from(words[2], 'base64')
  key[20] ^= 1
  assert.match(await bring(page, lines.with(signature, [words[0], words[1], key.toString('base64')].join(' ')).join('\n')), /no prueba nada/, 'another hand')

  await page.goto('/verificar')
  await page.getByRole('button', { name: 'Verificar la constancia' }).click()
  await look(page, 'nothing brought')
  assert.match(await page.locator('.govuk-error-message').innerText(), /\S/, 'an error beside the field')
})

test('the record says how long it is, who signs it and how it is checked', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await page.goto('/registro')
  await look(page, 'the record')
  assert.match(await page.locator('main').innerText(), /qhana verify log/)
  await picture(page, 'record')
  const checkpoint = await (await page.request.get('/registro/checkpoint')).text()
  assert.match(checkpoint, /^\S+\n\d+\n\S{44}\n/)
})

test('the auditor sees who saw personal data', async (t) => {
  const official = await visitor(t)
  await logIn(official, people.transparency)
  await official.goto(`/mesa/casos/${mine.reference}`)
  const page = await visitor(t)
  await logIn(page, people.auditor)
  await page.getByRole('link', { name: 'Datos personales' }).click()
  assert.match(await page.locator('tbody tr').first().innerText(), /La página del caso/)
  await look(page, 'who saw personal data')
  await picture(page, 'audit-sights')
})
