// The counter: a request is entered by keyboard alone, its receipt printed, and a person who is there answered at once.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { browser, look, phone, picture } from './lib/browser.mjs'
import { ask, follow } from './lib/citizen.mjs'
import { act, send } from './lib/desk.mjs'
import { logIn } from './lib/people.mjs'

const visitor = browser()

test('a clerk enters what a person says, by keyboard alone, and prints the receipt', async (t) => {
  const page = await visitor(t)
  await logIn(page, 'ventanilla')
  await page.getByRole('link', { name: 'Ventanilla' }).click()
  await look(page, 'counter')
  await picture(page, 'counter-form', { fullPage: true })
  const begun = Date.now()
  let keys = 0
  const press = async (key) => { keys++; await page.keyboard.press(key) }
  const type = async (text) => { keys += text.length; await page.keyboard.type(text) }
  const to = async (name) => { // on with Tab until the field of that name has the focus
    for (let n = 0; n < 40; n++) {
      if (await page.evaluate((wanted) => document.activeElement?.name === wanted, name)) return
      await press('Tab')
    }
    throw new Error(`Tab never comes to ${name}`)
  }
  await to('pedido')
  await type('Quiero saber cuándo van a arreglar las gradas de la calle Catacora, y cuánto va a costar.')
  await to('nombre')
  await type('Juana Mamani viuda de Choque')
  await to('enNombre')
  await type('Junta de vecinos Catacora')
  await to('formato')
  await type('let') // letra grande
  assert.equal(await page.locator('#formato').inputValue(), 'large_print')
  await to('canal')
  await press('Enter')
  await page.getByRole('heading', { name: 'Recibimos su solicitud' }).waitFor()
  const text = await page.locator('.slip').innerText()
  const reference = text.match(/LP-\d{4}-\d{6}-\d/)[0]
  const key = text.match(/([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-Z*~$=]/)[0]
  assert.match(text, /Junta de vecinos Catacora/)
  assert.match(text, /DS 28168 art\. 13/)
  assert.ok(await page.locator('.slip__qr').evaluate((img) => img.complete && img.naturalWidth > 20), 'the QR code is there')
  t.diagnostic(`${keys} keys, ${Math.round((Date.now() - begun) / 1000)} s by a machine; at 3 keys a second a person needs ${Math.round(keys / 3)} s`)
  assert.ok(keys / 3 < 120, 'under two minutes for somebody who types three keys a second')
  await look(page, 'receipt of the counter')
  await page.emulateMedia({ media: 'print' })
  await picture(page, 'counter-receipt', { fullPage: true })
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('link', { name: 'Formato de 80 mm' }).click()
  await look(page, 'receipt on a strip')
  const citizen = await visitor(t, { viewport: phone })
  await follow(citizen, { reference, key })
  assert.match(await citizen.locator('main').innerText(), /gradas de la calle Catacora/)

  keys = 0
  await page.goto('/mesa/ventanilla') // and one who is answered on the spot: one act, by keyboard alone
  await to('pedido')
  await type('¿Dónde se paga la patente?')
  await to('nombre')
  await type('Luis Poma')
  await to('demora')
  await press('Tab')
  await press('Enter') // opens what is folded
  await to('resultado')
  await type('Se entrega la')
  await to('respuesta')
  await type('En Calacoto, calle 16, de 8:30 a 16:30.')
  await look(page, 'counter that answers at once')
  await press('Tab')
  await press('Enter')
  await page.getByText('Se respondió en el momento').waitFor()
  assert.ok(keys / 3 < 120, `${keys} keys`)
  await look(page, 'receipt of what was answered')
  assert.equal(await page.getByRole('link', { name: 'Responder en ventanilla' }).count(), 0)
  await page.getByRole('link', { name: 'Abrir el caso' }).click()
  assert.match(await page.locator('.casehead').innerText(), /Respondida/i)

  await page.goto(`/mesa/casos/${reference}`)
  await page.getByRole('link', { name: 'Responder en ventanilla' }).click()
  await page.getByLabel('Se entrega la información', { exact: true }).check()
  await page.getByLabel('Lo que se le respondió').fill('Las gradas se reparan en mayo; el presupuesto es de Bs 84.000.')
  await look(page, 'answer at the counter')
  await page.locator('#accion-formulario').getByRole('button', { name: 'Responder en ventanilla' }).click()
  await page.locator('.done').waitFor()
  await citizen.reload()
  assert.match(await citizen.locator('main').innerText(), /84\.000/, 'the answer is on record')
})

test('a letter that came before is entered with its day and a reason; what does not fit says so', async (t) => {
  const page = await visitor(t, { viewport: phone })
  await logIn(page, 'ventanilla')
  await page.goto('/mesa/ventanilla')
  await look(page, 'counter on a phone')
  await page.getByLabel('Qué pide').fill('Copia del plan de rutas.')
  await page.getByLabel('correo postal').check()
  await page.getByLabel('Unidad (si la nombra)').selectOption('catastro')
  const cut = await page.locator('select').evaluateAll((all) => all.filter((s) => s.scrollWidth > s.clientWidth + 1 || s.scrollHeight > s.clientHeight + 1).map((s) => s.name))
  assert.deepEqual(cut, [], 'a name that is chosen is shown whole')
  await page.getByLabel('Día en que se recibió').fill('2031-01-02')
  const enter = () => page.getByRole('button', { name: 'Registrar e imprimir el acuse' }).click()
  await page.locator('#archivos').setInputFiles({ name: 'carta.txt', mimeType: 'text/plain', buffer: Buffer.from('carta\n') })
  await enter()
  const problems = await page.locator('.govuk-error-summary').innerText()
  assert.match(problems, /nombre/i)
  assert.match(problems, /dirección/i)
  assert.match(await page.locator('.files').innerText(), /carta\.txt/, 'the file is kept')
  await look(page, 'counter with mistakes')
  await page.getByLabel('Nombre', { exact: true }).fill('Pedro Condori')
  await page.getByLabel('Dirección (opcional)').fill('Calle 3, Alto Obrajes')
  await enter()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /no pueden ser futuras/)
  const day = new Date(Date.now() - 4 * 86400e3).toISOString().slice(0, 10)
  await page.getByLabel('Día en que se recibió').fill(day)
  await enter()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /después de recibida/)
  assert.equal(await page.getByLabel('Nombre', { exact: true }).inputValue(), 'Pedro Condori', 'nothing typed is lost')
  await page.getByLabel('Por qué se registra después').fill('La carta entró por mesa de partes.')
  await page.getByLabel('Carta', { exact: true }).check()
  await enter()
  await page.getByRole('heading', { name: 'Recibimos su solicitud' }).waitFor()
  const reference = (await page.locator('.slip').innerText()).match(/LP-\d{4}-\d{6}-\d/)[0]
  await page.goto('/mesa/ventanilla/acuse')
  assert.match(await page.locator('.slip').innerText(), new RegExp(reference), 'the receipt can be shown again')
})

test('one extension for many: each is asked of the law, and what is refused says why; the list comes as a file', async (t) => {
  const page = await visitor(t)
  await logIn(page, 'transparencia')
  const citizen = await visitor(t, { viewport: phone })
  const some = []
  for (const n of [1, 2, 3]) some.push((await ask(citizen, { subject: `Lote ${n}: registro de ferias`, body: 'El registro de las ferias.' })).reference)
  await act(page, some[1], 'Prorrogar el plazo')
  await page.getByLabel('Hay que buscarla en varios archivos').check()
  await page.getByRole('radio', { name: /^5 días hábiles/ }).check()
  await page.getByLabel('Justificación').fill('Está en otro archivo.')
  await send(page, 'Prorrogar el plazo')
  await page.goto('/mesa/casos?cola=all&q=lote')
  for (const reference of some) await page.getByLabel(`Marcar ${reference}`).check()
  await page.getByLabel('Con las marcadas').selectOption({ label: 'Prorrogar el plazo' })
  await picture(page, 'desk-bulk', { fullPage: true })
  await page.getByRole('button', { name: 'Ver qué pasaría' }).click()
  assert.match(await page.locator('.will').innerText(), /En 1 de las 3 que se muestran no se puede/)
  await page.getByRole('button', { name: /^Hacerlo/ }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /motivo/)
  await page.getByLabel('Hay que buscarla en varios archivos').check()
  await page.getByLabel('Días hábiles').selectOption('5').catch(() => page.locator('#dias').selectOption('5'))
  await page.getByLabel('Justificación').fill('El registro está en papel.')
  await look(page, 'before a batch')
  await picture(page, 'desk-batch-before', { fullPage: true })
  await page.getByRole('button', { name: /^Hacerlo/ }).click()
  await page.getByText('Terminado: 3 de 3').waitFor({ timeout: 30_000 })
  assert.match(await page.locator('main').innerText(), new RegExp(`${some[1]}[\\s\\S]*ya se prorrogó`))
  await look(page, 'a batch')
  await picture(page, 'desk-batch')
  await page.goto('/mesa/casos?cola=all&q=lote')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  assert.match(file.suggestedFilename(), /^solicitudes-\d{4}-\d\d-\d\d\.csv$/)
})
