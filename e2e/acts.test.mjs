// The acts that are not of every day: what is for another body, what was asked twice, what is handed back, what is appealed, what
// is done to many at once, who may see what; and, under a law with fees, what is not paid or not cleared up in time.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { ask, follow, person } from './lib/citizen.mjs'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { act, register, send } from './lib/desk.mjs'
import { saved, words } from './lib/paper.mjs'
import { logIn, people } from './lib/people.mjs'
import { rows } from './lib/sheet.mjs'

// Everybody sits at a desk of their own for all tests of this file.
const leaving = []
const staying = { after: (leave) => leaving.push(leave) }
after(async () => { for (const leave of leaving) await leave() })
const visitor = browser()
const desks = {}
async function desk(login) {
  if (!desks[login]) {
    desks[login] = await visitor(staying, { viewport: desktop })
    await logIn(desks[login], login)
  }
  return desks[login]
}
const outside = async () => desks[''] ??= await visitor(staying, { viewport: phone })

// filed enters a request at the counter: the walk through the citizen's own steps has its tests elsewhere.
const filed = async (what) => register(await desk('ventanilla'), { ...person, ...what })

const said = async (page, where = 'main') => (await page.locator(where).first().innerText()).replace(/\s+/g, ' ')

// letterOf waits until a page of a case lists a letter of a kind, and saves it.
async function letterOf(page, kind) {
  const link = page.locator('main').getByRole('link', { name: kind, exact: true })
  for (let i = 0; i < 60 && !(await link.count()); i++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  return words(await saved(page, link.first()))
}

// drafted drafts an answer that ends so, and hands it in for approval and signature.
async function drafted(reference, outcome, text, reason) {
  const page = await desk(people.transparency)
  await act(page, reference, 'Redactar la respuesta')
  await page.getByLabel(outcome, { exact: true }).check()
  await page.getByLabel('Texto de la respuesta').fill(text)
  if (reason) {
    await page.getByLabel('Información personal').check()
    await page.locator('#razon-personal').fill(reason)
  }
  await send(page, 'Redactar la respuesta')
  await act(page, reference, 'Enviar a la firma')
  await send(page, 'Enviar a la firma')
}

async function signed(reference, login = people.signatory) {
  const signatory = await desk(login)
  await act(signatory, reference, 'Firmar la respuesta')
  await send(signatory, 'Firmar la respuesta')
  const page = await desk(people.transparency)
  await act(page, reference, 'Entregar la respuesta')
  await send(page, 'Entregar la respuesta')
}

test('a part goes to the body that it is for, and then all of it, each with its letters', async () => {
  const citizen = await outside()
  const mine = await filed({ subject: 'Doble vía y bordillos de Achumani', body: 'El contrato de la doble vía y el de los bordillos.' })
  const page = await desk(people.transparency)
  await act(page, mine.reference, 'Transferir una parte')
  await page.locator('#accion-formulario').getByRole('button', { name: 'Transferir una parte' }).click()
  assert.match(await said(page, '.govuk-error-summary'), /nombre de la entidad.*qué parte/i)
  await page.getByLabel('Entidad competente').fill('Ministerio de Obras Públicas')
  await page.getByLabel('Qué parte se transfiere').fill('El contrato de la doble vía.')
  await page.getByLabel('Por qué corresponde a la otra entidad').fill('La doble vía es de la red fundamental.')
  await page.getByRole('button', { name: 'Ver la carta', exact: true }).click()
  assert.match(await said(page, '.sheet'), /Ministerio de Obras Públicas/, 'the letter is seen before it goes')
  await look(page, 'transfer of a part')
  await picture(page, 'desk-transfer-part', { fullPage: true })
  await send(page, 'Transferir una parte')
  await follow(citizen, mine)
  assert.match(await said(citizen), /Una parte de su pedido pasó al Ministerio de Obras Públicas\. El resto sigue aquí/)
  const on = await letterOf(page, 'Remisión a otra entidad')
  assert.match(on, /Para: Ministerio de Obras Públicas[^]*El contrato de la doble vía\.[^]*red fundamental/)
  assert.match(await letterOf(citizen, 'Transferencia de una parte'), /El contrato de la doble vía/)

  await act(page, mine.reference, 'Enviar a otra entidad')
  await page.getByLabel('Entidad competente').fill('Gobierno Autónomo Departamental de La Paz')
  await page.getByLabel('Por qué le corresponde').fill('Los bordillos son del tramo departamental.')
  await look(page, 'transfer')
  await send(page, 'Enviar a otra entidad')
  assert.match(await said(page, '.casehead'), /Transferida/)
  assert.equal(await page.locator('.casefile__do').getByRole('link', { name: 'Redactar la respuesta' }).count(), 0, 'it is not ours to answer any more')
  assert.match(await letterOf(page, 'Transferencia'), /Departamental de La Paz, que debe\s+responderle/)
  await citizen.reload()
  assert.match(await said(citizen), /La solicitud pasó a la entidad que corresponde.*Su solicitud pasó al Gobierno Autónomo Departamental de La Paz/)
  assert.ok(!/La tiene/.test(await said(citizen, '.standing')), 'nobody here has it any more')
  await look(citizen, 'a case that went to another body')
  await picture(citizen, 'citizen-transferred', { fullPage: true })
})

test('what was asked twice is joined from the suggestion; a person takes a request back', async () => {
  const citizen = await outside()
  const what = { subject: 'Funicular de Chuquiaguillo', body: 'El costo del mantenimiento del funicular de Chuquiaguillo.' }
  const one = await filed(what)
  const two = await filed(what)
  const page = await desk(people.transparency)
  await page.goto('/mesa/casos?cola=new')
  assert.match(await said(page, `tr:has-text("${two.reference}")`), /Posible repetida/, 'the queue says so')
  await page.goto(`/mesa/casos/${two.reference}`)
  const alike = page.locator('.alike', { hasText: one.reference })
  assert.match(await alike.innerText(), /comparte: [^]*chuquiaguillo/i, 'with the words that both have')
  assert.match(await alike.innerText(), /misma persona/)
  await picture(page, 'desk-alike', { fullPage: true })
  await alike.getByRole('link', { name: /^Acumular a esta/ }).click()
  assert.equal(await page.getByLabel('Código de la otra solicitud').inputValue(), one.reference, 'nothing is to be copied by hand')
  await send(page, 'Acumular a otra')
  assert.match(await said(page, '.ties'), new RegExp(one.reference))
  await follow(citizen, two)
  assert.match(await said(citizen), new RegExp(`se acumuló a la ${one.reference}`))

  await follow(citizen, one)
  await citizen.getByRole('link', { name: 'Retirar mi solicitud' }).click()
  await look(citizen, 'withdraw')
  await picture(citizen, 'citizen-withdraw', { fullPage: true })
  await citizen.getByRole('button', { name: 'Sí, retirarla' }).click()
  await citizen.getByText('Su solicitud quedó retirada.').waitFor()
  await look(citizen, 'a case that was taken back')
  await page.goto(`/mesa/casos/${one.reference}`)
  assert.match(await said(page, '.casehead'), /Retirada/)
  await page.goto(`/mesa/casos/${two.reference}`)
  assert.match(await said(page, '.moj-timeline'), /Se separó de la otra solicitud/, 'what was joined to it stands on its own again')
})

test('a draft comes back with comments, is mended, approved and signed; what was shown is what the person gets', async () => {
  const citizen = await outside()
  const mine = await filed({ subject: 'Padrón de beneficiarios del bono escolar', body: 'El padrón de 2025 con montos.' })
  const page = await desk(people.transparency)
  await drafted(mine.reference, 'Se entrega una parte', 'Se entrega el padrón completo.', 'Nombra a niñas y niños.')
  const legal = await desk('legal')
  await legal.goto('/mesa')
  assert.match(await said(legal), new RegExp(`Esperan su revisión.*${mine.reference}`))
  await legal.goto('/mesa/casos?cola=to_approve')
  assert.match(await said(legal, 'tbody'), new RegExp(mine.reference), 'the reviewer has a queue of their own')
  await look(legal, 'the queue of the reviewer')
  await picture(legal, 'legal-queue')
  const signatory = await desk(people.signatory)
  await signatory.goto(`/mesa/casos/${mine.reference}`)
  assert.equal(await signatory.getByRole('link', { name: 'Firmar la respuesta' }).count(), 0, 'not to be signed before it is approved')

  await act(legal, mine.reference, 'Devolver sin firmar')
  await legal.locator('#texto').fill('Quite los nombres y diga cuántos beneficiarios hay por distrito.')
  await look(legal, 'hand back a draft')
  await picture(legal, 'legal-decline', { fullPage: true })
  await send(legal, 'Devolver sin firmar')
  await page.goto('/mesa')
  assert.match(await said(page), new RegExp(`${mine.reference}.{0,80}Borrador devuelto`), 'it came back, and the day says so')
  await page.goto(`/mesa/casos/${mine.reference}`)
  assert.match(await said(page, '.moj-timeline'), /cuántos beneficiarios hay por distrito/)

  await drafted(mine.reference, 'Se entrega una parte', 'Hay 12.480 beneficiarios: Centro 3.120, Sur 2.010, y los demás en la tabla.', 'Nombra a niñas y niños.')
  await act(legal, mine.reference, 'Aprobar el proyecto')
  await legal.locator('#texto').fill('De acuerdo.')
  await send(legal, 'Aprobar el proyecto')
  await act(signatory, mine.reference, 'Firmar la respuesta')
  const shown = await said(signatory, '.letter .answer')
  assert.match(shown, /12\.480 beneficiarios.*Información personal.*niñas y niños/)
  await signed(mine.reference)
  await follow(citizen, mine)
  assert.equal(await said(citizen, '.panel--answer .answer'), shown, 'word for word')
})

test('after the revocatoria comes the jerárquico, which others decide than those who signed', async () => {
  const citizen = await outside()
  const mine = await filed({ subject: 'Nómina de la guardia en eventos privados', body: 'Qué guardias y a qué costo.' })
  await drafted(mine.reference, 'La municipalidad no tiene la información', 'No hay tal nómina.')
  await signed(mine.reference)
  const remedy = async (code, why) => {
    await follow(citizen, mine)
    await citizen.getByRole('link', { name: 'Presentar un recurso' }).click()
    await citizen.locator(`input[name=recurso][value=${code}]`).check()
    await citizen.getByLabel('Por qué no está de acuerdo').fill(why)
    if (code === 'jerarquico') await picture(citizen, 'citizen-jerarquico', { fullPage: true })
    await citizen.getByRole('button', { name: 'Presentar el recurso' }).click()
    await citizen.getByText('Recibimos su recurso').waitFor()
    return (await citizen.locator('.casehead__ref').innerText()).trim()
  }
  await follow(citizen, mine)
  await citizen.getByRole('link', { name: 'Presentar un recurso' }).click()
  assert.equal(await citizen.locator('input[name=recurso][value=jerarquico]').count(), 0, 'the second remedy is not open before the first')
  const first = await remedy('revocatoria', 'La nómina se publicó en la gaceta.')
  await drafted(first, 'Se confirma lo impugnado', 'La gaceta no es una nómina.')
  await signed(first)
  await follow(citizen, mine)
  await citizen.locator('.ties').getByRole('link', { name: first }).click()
  await citizen.waitForURL(`**/caso/${first}`)
  const left = await said(citizen, '[aria-labelledby=recursos]')
  assert.match(left, /Recurso jerárquico/)
  assert.ok(!/Recurso de revocatoria/.test(left), 'what was decided is not offered again')
  assert.equal(await citizen.getByRole('link', { name: 'Presentar un recurso' }).getAttribute('href'), `/caso/${mine.reference}/recurso`, 'and the next is filed with the request')
  const letter = await letterOf(citizen, 'Resolución del recurso: se confirma lo impugnado')
  assert.match(letter, /Recurso jerárquico/)
  assert.ok(!/Recurso de revocatoria,/.test(letter), 'nor in the letter')
  const second = await remedy('jerarquico', 'La gaceta 14 dice los nombres y los pagos.')
  assert.match(await said(citizen, '.standing'), /faltan? (8[89]|9[01]) días hábiles/, 'ninety working days to decide it')
  await drafted(second, 'Se revoca lo impugnado', 'La nómina existe y se entrega.')
  const signatory = await desk(people.signatory)
  await signatory.goto(`/mesa/casos/${second}/sign`)
  assert.match(await said(signatory), /Usted firmó lo que se impugna: lo resuelve otra persona/)
  await look(signatory, 'an appeal against one\'s own signature')

  const admin = await desk(people.administrator)
  await admin.goto('/admin/personas')
  await admin.locator('tr', { has: admin.locator('code', { hasText: /^jefatura$/ }) }).getByRole('link').click()
  await admin.locator('#rol-1').selectOption('signatory')
  await admin.locator('#unidad-1').selectOption('secretaria-general')
  await admin.getByRole('button', { name: 'Guardar' }).click()
  await admin.waitForURL('**/admin/personas?*')
  await signed(second, 'jefatura')
  const page = await desk(people.transparency)
  await page.goto(`/mesa/casos/${mine.reference}`)
  assert.match(await said(page, '.clocks'), /Cumplimiento de lo resuelto/)
  assert.match(await said(page, '.ties'), new RegExp(`${first}.*${second}`))
  await follow(citizen, mine)
  await look(citizen, 'a case with two remedies')
  await picture(citizen, 'citizen-remedies', { fullPage: true })
})

test('many are given to somebody and watched at once; found by code, name and word by whoever may; taken away as a sheet', async () => {
  const citizen = await outside()
  const some = []
  for (const n of ['uno', 'dos', 'tres']) some.push(await filed({ subject: `Cebritas ${n} & «pasos»`, body: 'El plano de las cebritas del Prado.' }))
  await follow(citizen, some[2])
  await citizen.goto(`/caso/${some[2].reference}/retirar`)
  await citizen.getByRole('button', { name: 'Sí, retirarla' }).click()
  const page = await desk(people.transparency)
  const mark = async (what) => {
    await page.goto('/mesa/casos?cola=all&q=cebritas')
    for (const { reference } of some) await page.getByLabel(`Marcar ${reference}`).check()
    await page.getByLabel('Con las marcadas').selectOption({ label: what })
    await page.getByRole('button', { name: 'Ver qué pasaría' }).click()
  }
  await mark('Poner a cargo de alguien')
  assert.match(await said(page, '.will'), new RegExp(`En 1 de las 3.*${some[2].reference}`))
  await page.getByLabel('A quién').selectOption({ label: 'Jorge Salinas Vargas' })
  await look(page, 'give many to somebody')
  await page.getByRole('button', { name: /^Hacerlo/ }).click()
  await page.getByText('Terminado: 3 de 3').waitFor({ timeout: 30_000 })
  assert.equal(await page.locator('progress').getAttribute('value'), '3')
  assert.match(await said(page, 'ul.batch'), new RegExp(`^${some[2].reference}`), 'the one that is over is listed, with the reason')
  await picture(page, 'desk-batch-assign')
  const other = await desk('transparencia2')
  await other.goto('/mesa/casos?cola=mine')
  for (const { reference } of some.slice(0, 2)) assert.match(await said(other, 'tbody'), new RegExp(reference))
  await mark('Vigilar')
  await page.getByRole('button', { name: 'Vigilar', exact: true }).click()
  await page.waitForURL(/cola=watched|lote/)
  if (page.url().includes('lote')) await page.getByText('Terminado: 3 de 3').waitFor({ timeout: 30_000 })
  await page.goto('/mesa/casos?cola=watched')
  for (const { reference } of some) assert.match(await said(page, 'tbody'), new RegExp(reference))

  const finds = async (who, text) => {
    await who.goto('/mesa/casos?cola=all')
    await who.getByLabel('Buscar').fill(text)
    await who.getByRole('button', { name: 'Aplicar' }).click()
    return (await said(who)).includes(some[0].reference)
  }
  for (const text of [some[0].reference, 'Wara Mamani', 'cebritas']) assert.ok(await finds(page, text), `${text} finds it`)
  const stranger = await desk('oficial.salud')
  for (const text of [some[0].reference, 'Wara Mamani', 'cebritas']) assert.ok(!(await finds(stranger, text)), `${text} finds nothing for another unit`)
  await look(stranger, 'nothing found')

  await page.goto('/mesa/casos?cola=all&q=cebritas')
  const table = rows(await saved(page, page.getByRole('link', { name: 'Excel (XLSX)' })))
  assert.deepEqual(table[0].slice(0, 4), ['Código', 'Asunto', 'Solicitante', 'Estado'])
  assert.deepEqual(table.slice(1).map((row) => row[0]).sort(), some.map((s) => s.reference).sort())
  const line = table.find((row) => row[0] === some[1].reference)
  assert.equal(line[1], 'Cebritas dos & «pasos»')
  assert.equal(line[2], person.name)
})

test('what is restricted is nobody else\'s, by whatever address; who lives far away has more days', async () => {
  const far = await visitor(staying, { viewport: phone })
  let distant = false
  const mine = await ask(far, {
    subject: 'Denuncias por acoso en la subalcaldía', body: 'Cuántas y con qué resultado.', file: { name: 'relato.txt', mimeType: 'text/plain', buffer: Buffer.from('relato\n') },
    each: async (name) => {
      if (name !== 'ask-contact' || distant) return
      distant = true
      await far.getByLabel('Vivo en otro municipio').check()
      assert.match(await said(far), /5 días hábiles más.*aclarar la solicitud.*presentar un recurso.*Ley 2341 art\. 21\.III.*El plazo para responder no cambia/)
      await look(far, 'the term of distance')
      await picture(far, 'ask-contact', { fullPage: true })
    },
  })
  const page = await desk(people.transparency)
  await page.goto(`/mesa/casos/${mine.reference}`)
  assert.match(await said(page, '.casefile__facts'), /Domicilio Vivo en otro municipio/)
  const document = await page.locator('.files a[href*="/documento/"]').first().getAttribute('href')
  await act(page, mine.reference, 'Pedir aclaración')
  await page.locator('input[name=motivo]').first().check()
  await page.locator('#texto').fill('¿De qué años?')
  await send(page, 'Pedir aclaración')
  await page.locator('.clocks__item', { hasText: 'claración' }).getByRole('link').click()
  assert.match(await said(page), /término de la distancia|otro municipio|21\.III/, 'the days that were added are told')
  await picture(page, 'desk-why-distance', { fullPage: true })

  await act(page, mine.reference, 'Restringir')
  await page.getByLabel('Rosa Quispe Mamani').check()
  await page.locator('#texto').fill('Nombra a denunciantes.')
  await send(page, 'Restringir')
  const colleague = await desk('transparencia2')
  const letter = await page.locator('main a[href*="/carta"]').first().getAttribute('href').catch(() => null)
  for (const address of [`/mesa/casos/${mine.reference}`, `/mesa/casos/${mine.reference}/note`, `/mesa/casos/${mine.reference}/plazo/response`, `/mesa/casos/${mine.reference}/documentos.zip`, document, letter].filter(Boolean)) {
    assert.equal((await colleague.request.get(address)).status(), 404, `${address} is not there for a colleague`)
    assert.equal((await page.request.get(address)).status(), 200, `${address} is for who is named`)
  }
  await colleague.goto(`/mesa/casos?cola=all&q=${mine.reference}`)
  assert.match(await said(colleague), /No hay solicitudes aquí/)
  await colleague.goto('/mesa/casos?cola=all&q=acoso')
  assert.ok(!(await said(colleague)).includes(mine.reference))
  await follow(far, mine)
  assert.match(await said(far), /De qué años/, 'the person sees theirs all the while')
})
