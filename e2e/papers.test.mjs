// Papers: who signs sees the very letter, documents have versions, and everything prints.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { ask, follow } from './lib/citizen.mjs'
import { act, send } from './lib/desk.mjs'
import { extent, printed, saved, sheets, words } from './lib/paper.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()
const file = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

// told drops the lines that the page says are put on when the letter is sent: its day, and the code by which it is checked, which stands
// beside the day of the signature where that takes two lines.
const told = (text) => text.split('\n').map((line) => line.replace(/ Verifique esta carta .*$/, '').trim()).filter((line) => line &&
  !/^La Paz, |^El código de|verificación se|al enviarla|^Verifique esta carta|^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$|^LP-\d{4}-\d{6}-\d( ·.*| \d+ de \d+)?$|^\d+ de \d+$/.test(line)).join('\n')

let mine

test('who signs sees the very letter, and the person gets that one', async (t) => {
  const citizen = await visitor(t, { viewport: phone })
  mine = await ask(citizen, { subject: 'Gastos de mantenimiento de las gradas y miradores de la ladera oeste', body: 'Los gastos de 2025, mirador por mirador.' })
  const page = await visitor(t)
  await logIn(page, people.transparency)
  await act(page, mine.reference, 'Acusar recibo')
  await page.getByRole('button', { name: 'Ver la carta', exact: true }).click()
  assert.match(await page.locator('.sheet').innerText(), /en trámite/)
  await page.getByRole('button', { name: 'Acusar recibo' }).click()
  await page.locator('.done').waitFor()

  await act(page, mine.reference, 'Derivar a unidades')
  await page.getByLabel('Secretaría Municipal de Finanzas').check()
  await page.getByLabel('Qué se les pide').fill('Los gastos de 2025.')
  await send(page, 'Derivar a unidades')
  const official = await visitor(t)
  await logIn(official, people.official)
  await act(official, mine.reference, 'Aceptar la derivación')
  await send(official, 'Aceptar la derivación')
  await act(official, mine.reference, 'Responder la derivación')
  await official.getByLabel('Respuesta de su unidad', { exact: false }).first().fill('Va la planilla de gastos.')
  await official.locator('input[type=file]').setInputFiles(file('gastos.csv', 'mirador,bolivianos\nKilli Killi,1\n'))
  await send(official, 'Responder la derivación')

  await official.getByRole('link', { name: /^Reemplazar.*gastos\.csv/ }).click()
  await look(official, 'replace a document')
  await official.getByLabel('Qué cambió (opcional)').fill('La primera planilla estaba incompleta.')
  await official.getByRole('button', { name: 'Reemplazar un documento' }).click()
  assert.match(await official.locator('.govuk-error-summary').innerText(), /Suba un solo archivo/)
  await picture(official, 'desk-replace-error', { fullPage: true })
  await official.locator('input[type=file]').setInputFiles(file('gastos completos.csv', 'mirador,bolivianos\nKilli Killi,84000\n'))
  await send(official, 'Reemplazar un documento')
  await official.getByText('1 versión anterior').click()
  assert.match(await official.locator('.files__versions').innerText(), /versión 2[\s\S]*versión 1: gastos\.csv/)
  await look(official, 'a document with versions')
  await picture(official, 'desk-versions', { fullPage: true })
  const zip = await saved(official, official.getByRole('link', { name: /Bajar todo en un ZIP/ }))
  assert.equal(zip.subarray(0, 2).toString(), 'PK')
  const head = await visitor(t)
  await logIn(head, people.head)
  await act(head, mine.reference, 'Aprobar la respuesta')
  await send(head, 'Aprobar la respuesta')

  await act(page, mine.reference, 'Redactar la respuesta')
  await page.getByLabel('Se entrega la información', { exact: true }).check()
  await page.getByLabel('Texto de la respuesta').fill('En 2025 se gastaron Bs 84.000 en los miradores de la ladera oeste.\n\n- Killi Killi: Bs 50.000\n- Pampahasi: Bs 34.000')
  await page.getByRole('button', { name: 'Ver la carta', exact: true }).click()
  assert.match(await page.locator('.sheet').innerText(), /Pampahasi[\s\S]*gastos completos\.csv[\s\S]*falta la firma/)
  await look(page, 'a draft with its letter')
  await send(page, 'Redactar la respuesta')
  await act(page, mine.reference, 'Enviar a la firma')
  assert.deepEqual(await page.locator('.letter .words li').allInnerTexts(), ['Killi Killi: Bs 50.000', 'Pampahasi: Bs 34.000'], 'a list is a list before it is signed')
  await send(page, 'Enviar a la firma')

  const signatory = await visitor(t)
  await logIn(signatory, people.signatory)
  await act(signatory, mine.reference, 'Firmar la respuesta')
  await look(signatory, 'sign with the letter')
  await picture(signatory, 'signatory-letter', { fullPage: true })
  await signatory.setViewportSize(phone)
  await look(signatory, 'sign with the letter on a phone')
  await picture(signatory, 'signatory-letter', { fullPage: true })
  const seen = await saved(signatory, signatory.getByRole('button', { name: 'Ver la carta en PDF' }))
  sheets(seen, 'letter-seen')
  await send(signatory, 'Firmar la respuesta')
  await act(page, mine.reference, 'Entregar la respuesta')
  await send(page, 'Entregar la respuesta')

  await follow(citizen, mine)
  const link = citizen.locator('main').getByRole('link', { name: 'Respuesta: se entrega la información', exact: true })
  for (let i = 0; i < 60 && !(await link.count()); i++) {
    await citizen.waitForTimeout(500)
    await citizen.reload()
  }
  assert.deepEqual(await citizen.locator('.panel--answer .words li').allInnerTexts(), ['Killi Killi: Bs 50.000', 'Pampahasi: Bs 34.000'], 'and for the person too')
  const sent = await saved(citizen, link)
  sheets(sent, 'letter-sent')
  assert.match(words(sent), /Killi Killi: Bs 50\.000/)
  assert.equal(told(words(sent)), told(words(seen)), 'what was signed is what is sent')
  await look(citizen, 'the letters of a case')
  await picture(citizen, 'citizen-all-letters', { fullPage: true })
})

test('the case file, a list and the receipts print without what can only be clicked', async (t) => {
  const page = await visitor(t, { viewport: desktop })
  await logIn(page, people.transparency)
  await page.goto(`/mesa/casos/${mine.reference}`)
  const said = (text, yes, no) => {
    for (const words of yes) assert.ok(text.includes(words), `the paper says ${words}:\n${text}`)
    for (const words of no) assert.ok(!text.includes(words), `the paper does not say ${words}:\n${text}`)
  }
  said((await printed(page, 'case')).text, [mine.reference, 'ladera oeste', 'gastos completos.csv', 'Plazo'], ['Mesa de trabajo', 'Otras acciones', 'Publicar la respuesta', 'Salir', 'Reemplazar', 'Bajar todo'])
  await page.goto('/mesa/casos?cola=all')
  said((await printed(page, 'queue')).text, ['LP-2026-'], ['Mesa de trabajo', 'Filtrar', 'Guardar esta lista', 'Salir'])
  await page.goto('/mesa/casos?cola=late')
  await printed(page, 'queue-late')

  const clerk = await visitor(t, { viewport: desktop })
  await logIn(clerk, 'ventanilla')
  await clerk.goto('/mesa/ventanilla')
  await clerk.locator('[name=pedido]').fill('Quiero saber cuándo van a arreglar las gradas de la calle Catacora, y cuánto va a costar.')
  await clerk.locator('[name=nombre]').fill('Juana Mamani viuda de Choque')
  await clerk.locator('[name=canal]').first().press('Enter')
  await clerk.locator('.slip').waitFor()
  const a5 = await printed(clerk, 'receipt-a5')
  said(a5.text, ['Recibimos su solicitud', 'Juana Mamani'], ['Mesa de trabajo', 'Imprimir', 'Formato de 80 mm'])
  await clerk.getByRole('link', { name: 'Formato de 80 mm' }).click()
  await clerk.locator('.slip--80mm .slip__foot').waitFor()
  const strip = await printed(clerk, 'receipt-80mm')
  said(strip.text, ['Recibimos su solicitud', 'Atención:'], ['Mesa de trabajo', 'Imprimir'])
  for (const paper of [a5, strip]) assert.equal(paper.text.split('\f').length - 1, 1, 'one sheet')
  const { height, last } = extent(strip.pdf)
  assert.ok(height - last >= 2 && height - last <= 12, `the strip ends where its words do: ${height} mm, the last word at ${last}`)
  const long = await visitor(t, { viewport: desktop })
  await logIn(long, 'ventanilla')
  await long.goto('/mesa/ventanilla')
  await long.locator('[name=pedido]').fill('El presupuesto.')
  await long.locator('[name=asunto]').fill('Presupuesto y ejecución de las obras de mejoramiento '.repeat(3))
  await long.locator('[name=nombre]').fill('Juana Mamani viuda de Choque '.repeat(4))
  await long.locator('[name=canal]').first().press('Enter')
  await long.locator('.slip').waitFor()
  const reference = (await long.locator('.slip').innerText()).match(/LP-\d{4}-\d{6}-\d/)[0]
  await long.goto('/mesa/ventanilla/acuse?papel=80mm')
  const longer = extent((await printed(long, 'receipt-80mm-long')).pdf)
  assert.ok(longer.height > height + 10 && longer.height - longer.last >= 2, `more words, a longer strip: ${longer.height} mm after ${height}`)

  await act(page, reference, 'Derivar a unidades')
  for (const name of ['Secretaría Municipal de Finanzas', 'Secretaría Municipal de Control y Calidad de Obras', 'Dirección de Asesoría Legal']) await page.getByLabel(name).check()
  await page.getByLabel('Qué se les pide').fill('El presupuesto.')
  await send(page, 'Derivar a unidades')
  await page.goto(`/mesa/casos?cola=all&q=${reference}`)
  const held = page.locator('tbody tr', { hasText: reference }).locator('.table__units')
  assert.match(await held.locator('.held').innerText(), /\+2 más/)
  const names = /^(?=.*Asesoría Legal)(?=.*Finanzas)(?=.*Calidad de Obras)/
  assert.match(await held.locator('.held').getAttribute('title'), names)
  assert.match(await held.locator('.held__all').textContent(), names, 'whoever hears the page hears all')
  assert.ok((await held.locator('.held').boundingBox()).height <= 48, 'two lines')
  assert.ok(await page.locator('.scroll').evaluate((x) => x.scrollWidth <= x.clientWidth), 'the whole list is on the screen')
  await look(page, 'a queue with a case that three units hold')
  await picture(page, 'desk-held')
  assert.match((await printed(page, 'queue-held')).text.replace(/\s+/g, ' '), /Finanzas.*Calidad de Obras|Calidad de Obras.*Finanzas/)
  await clerk.goto('/respuestas')
  await clerk.locator('main a[href^="/respuestas/LP-"]').first().click()
  said((await printed(clerk, 'answer')).text, ['LP-'], ['Pedir información', 'Mesa de trabajo'])
})
