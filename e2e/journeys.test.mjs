// The seven journeys: a citizen asks, the units answer, the answer is published, the auditor sees it all, and when nobody
// acts the law does. They build on one another and run in order.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { browser, desktop, look, phone, picture } from './lib/browser.mjs'
import { ask, follow, mailTo, person } from './lib/citizen.mjs'
import { logIn, people } from './lib/people.mjs'

const visitor = browser()
const subject = 'Costo de la reparación de la calle Jaén'
const body = 'Quiero saber cuánto se gastó en reparar la calle Jaén entre enero y junio, qué empresa hizo el trabajo y cuándo se recibió la obra.'
const file = { name: 'foto de la calle.txt', mimeType: 'text/plain', buffer: Buffer.from('Así estaba la calle en enero.\n') }
let mine // code and key of the first request
let other // of the one that is clarified and extended

// act opens an action of a case from its page and returns when the form is shown.
async function act(page, reference, name) {
  await page.goto(`/mesa/casos/${reference}`)
  await page.locator('.casefile__do').getByRole('link', { name }).first().click()
  await page.locator('#accion-formulario').waitFor()
}

// pass moves the demo's time on, to nine in the morning of a later working day. Sessions end meanwhile.
async function pass(page, days) {
  await page.goto('/dev/reloj')
  await page.getByLabel('Días hábiles que avanza').fill(String(days))
  await page.getByRole('button', { name: 'Adelantar' }).click()
  await page.waitForURL('**/dev/reloj')
}

async function send(page, button) {
  await page.locator('#accion-formulario').getByRole('button', { name: button }).click()
  await page.locator('.done').waitFor()
}

test('1: a citizen asks on a phone, gets a receipt and follows the case', async (t) => {
  const page = await visitor(t, { viewport: phone })
  mine = await ask(page, {
    subject, body, file, zone: 'Macrodistrito Centro',
    each: async (name) => { await look(page, name); await picture(page, `citizen-${name}`, { fullPage: true }) },
  })
  const receipt = await page.locator('.receipt').innerText()
  assert.match(receipt, /DS 28168 art\. 13/, 'the article behind the due day')
  assert.match(receipt, /Recurso de revocatoria/, 'the remedies')
  assert.match(receipt, /(lunes|martes|miércoles|jueves|viernes) \d+ de \p{L}+ de 20\d\d/u, 'the day in words')
  await page.reload()
  assert.ok((await page.locator('.receipt').innerText()).includes(mine.key), 'the receipt can be loaded again')
  await page.setViewportSize(desktop)
  await picture(page, 'citizen-receipt', { fullPage: true })
  await page.setViewportSize(phone)

  const stranger = await visitor(t, { viewport: phone })
  await stranger.goto(`/caso/${mine.reference}`)
  assert.match(stranger.url(), /\/seguir/, 'the case is closed to whoever has no key')
  await follow(stranger, mine)
  await look(stranger, 'case')
  await picture(stranger, 'citizen-case', { fullPage: true })
  const text = await stranger.locator('main').innerText()
  assert.match(text, /La tiene: Unidad de Transparencia/)
  await stranger.getByRole('link', { name: '¿Por qué esta fecha?' }).click()
  await look(stranger, 'why')
  await picture(stranger, 'citizen-why', { fullPage: true })
  assert.match(await stranger.locator('table').innerText(), /15 \/ 15/)
  await stranger.goto(`/caso/${mine.reference}`)
  await stranger.getByRole('link', { name: file.name }).waitFor()
})

test('1: what was typed wrongly comes back beside its field', async (t) => {
  const page = await visitor(t, { viewport: phone })
  await page.goto('/pedir/que')
  await page.getByLabel('Asunto').fill('Solo el asunto')
  await page.getByRole('button', { name: 'Continuar' }).click()
  assert.match(await page.title(), /^Error:/)
  await look(page, 'a form with an error')
  await picture(page, 'citizen-error', { fullPage: true })
  await page.locator('.govuk-error-summary a').click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pedido')
  assert.equal(await page.getByLabel('Asunto').inputValue(), 'Solo el asunto')
})

test('1: without scripts, and by keyboard alone', async (t) => {
  const quiet = await visitor(t, { viewport: phone, javaScriptEnabled: false })
  await quiet.goto('/pedir/que')
  await quiet.getByLabel('Asunto').fill('Sin programas')
  await quiet.getByLabel('Su pedido').fill('Un pedido desde un navegador sin programas.')
  await quiet.getByRole('button', { name: 'Continuar' }).click()
  await quiet.getByRole('button', { name: 'Continuar' }).click()
  await quiet.getByLabel('En la página de mi solicitud').check()
  await quiet.getByRole('button', { name: 'Continuar' }).click()
  await quiet.getByLabel('Nombre').fill('Alguien')
  await quiet.getByRole('button', { name: 'Continuar' }).click()
  await quiet.getByRole('button', { name: 'Enviar la solicitud' }).click()
  await quiet.getByText('Guarde su código y su clave.').waitFor()

  const keys = await visitor(t)
  await keys.goto('/pedir/que')
  const press = async (...list) => { for (const k of list) await keys.keyboard.press(k) }
  const focused = () => keys.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim())
  const to = async (what) => {
    for (let i = 0; i < 60; i++) {
      if ((await focused()).startsWith(what)) return
      await press('Tab')
    }
    throw new Error(`Tab does not reach ${what}`)
  }
  await press('Tab')
  assert.match(await focused(), /Ir al contenido/, 'the first stop skips the navigation')
  await to('asunto'); await keys.keyboard.type('Con el teclado')
  await to('pedido'); await keys.keyboard.type('Un pedido escrito solo con el teclado.')
  await to('Continuar'); await press('Enter')
  await keys.waitForURL('**/pedir/lugar')
  await to('Continuar'); await press('Enter')
  await keys.waitForURL('**/pedir/entrega')
  await to('entrega'); await press('Space')
  await to('Continuar'); await press('Enter')
  await keys.waitForURL('**/pedir/contacto')
  await to('nombre'); await keys.keyboard.type('Alguien más')
  await to('Continuar'); await press('Enter')
  await keys.waitForURL('**/pedir/revisar')
  await to('Enviar'); await press('Enter')
  await keys.getByText('Guarde su código y su clave.').waitFor()
})

test('2: the transparency unit takes the case up and opens branches', async (t) => {
  const page = await visitor(t)
  await logIn(page, people.transparency)
  await look(page, 'today')
  await picture(page, 'desk-today', { fullPage: true })
  await page.goto('/mesa/casos?cola=new')
  await page.locator('tr', { hasText: mine.reference }).waitFor()
  await picture(page, 'desk-cases')
  await act(page, mine.reference, 'Acusar recibo')
  await look(page, 'acknowledge')
  await send(page, 'Acusar recibo')
  await act(page, mine.reference, 'Derivar a unidades')
  await page.getByLabel('Secretaría Municipal de Finanzas').check()
  await page.getByLabel('Secretaría Municipal de Infraestructura Pública').check()
  await page.getByRole('button', { name: 'Derivar a unidades' }).click()
  assert.match(await page.title(), /^Error:/)
  assert.ok(await page.getByLabel('Secretaría Municipal de Finanzas').isChecked(), 'what was ticked stays ticked')
  await page.getByLabel('Qué se les pide').fill('Monto ejecutado, contratista y acta de recepción de la calle Jaén, enero a junio.')
  await look(page, 'open branches')
  await picture(page, 'desk-branch', { fullPage: true })
  await send(page, 'Derivar a unidades')
  const text = await page.locator('main').innerText()
  assert.match(text, /Secretaría Municipal de Finanzas/)
  assert.match(text, /Secretaría Municipal de Infraestructura Pública/)
  await look(page, 'case at the desk')
  await picture(page, 'desk-case')
})

test('2: it asks the citizen to clarify: the clock stops and runs on; then it extends', async (t) => {
  const citizen = await visitor(t, { viewport: phone })
  other = await ask(citizen, { subject: 'Árboles de la plaza Triangular', body: 'Quiero el plan.' })
  const page = await visitor(t)
  await logIn(page, people.transparency)
  await act(page, other.reference, 'Acusar recibo')
  await send(page, 'Acusar recibo')
  await act(page, other.reference, 'Pedir aclaración')
  await page.getByLabel('Falta precisar qué se pide').check()
  await page.getByLabel('La pregunta para la persona').fill('¿Qué plan necesita: el de poda o el de plantación?')
  assert.match(await page.locator('.will').innerText(), /en pausa/)
  await look(page, 'ask to clarify')
  await send(page, 'Pedir aclaración')
  assert.match(await page.locator('.casehead').innerText(), /suspendida/)
  await pass(page, 2)

  await follow(citizen, other)
  await look(citizen, 'case that waits for its citizen')
  await picture(citizen, 'citizen-clarify', { fullPage: true })
  await citizen.getByLabel('Su aclaración').fill('El de plantación, por favor.')
  await citizen.getByRole('button', { name: 'Enviar la aclaración' }).click()
  await citizen.getByText('El plazo vuelve a correr').first().waitFor()

  await logIn(page, people.transparency)
  await act(page, other.reference, 'Prorrogar el plazo')
  await page.getByLabel('Hay que buscarla en varios archivos').check()
  await page.getByRole('radio', { name: /^5 días hábiles/ }).check()
  await page.getByLabel('Justificación').fill('El plan está en el archivo central y hay que traerlo.')
  await picture(page, 'desk-extend', { fullPage: true })
  await look(page, 'extend')
  await send(page, 'Prorrogar el plazo')
  await page.goto(`/mesa/casos/${other.reference}/plazo/response`)
  const days = await page.locator('table').innerText()
  assert.match(days, /pausa/)
  assert.match(days, /20 \/ 20/, 'fifteen days and five more')
  await page.goto(`/mesa/casos/${other.reference}/extend`)
  assert.match(await page.locator('main').innerText(), /ya se prorrogó una vez/)
})

test('3: departments accept, hand back, answer with documents and approve', async (t) => {
  const page = await visitor(t)
  await logIn(page, people.official)
  await look(page, 'today of a department')
  await picture(page, 'unit-today')
  await act(page, mine.reference, 'Aceptar la derivación')
  await send(page, 'Aceptar la derivación')
  assert.ok(!(await page.locator('main').innerText()).includes(person.name), 'a department does not learn who asked')
  await act(page, mine.reference, 'Responder la derivación')
  await page.getByLabel('Respuesta de su unidad').fill('Se ejecutaron Bs 412.300,00. El trabajo lo hizo Constructora Illimani SRL.')
  await page.getByLabel('Adjuntar documentos').setInputFiles({ name: 'ejecución.csv', mimeType: 'text/csv', buffer: Buffer.from('mes;monto\nenero;412300\n') })
  await look(page, 'answer a branch')
  await picture(page, 'unit-answer', { fullPage: true })
  await send(page, 'Responder la derivación')

  const infra = await visitor(t)
  await logIn(infra, 'oficial.infraestructura')
  await act(infra, mine.reference, 'Devolver la derivación')
  await infra.getByLabel('Por qué la devuelve').fill('El acta de recepción la tiene Control y Calidad de Obras.')
  await send(infra, 'Devolver la derivación')

  const head = await visitor(t)
  await logIn(head, people.head)
  await act(head, mine.reference, 'Aprobar la respuesta')
  await look(head, 'approve')
  await send(head, 'Aprobar la respuesta')
})

test('4: one answer is drafted, signed off by another, and delivered', async (t) => {
  const page = await visitor(t)
  await logIn(page, people.transparency)
  await act(page, mine.reference, 'Redactar la respuesta')
  assert.match(await page.getByLabel('Texto de la respuesta').inputValue(), /412\.300/, 'it begins with what the units answered')
  await page.getByLabel('Se entrega una parte').check()
  await page.getByRole('button', { name: 'Redactar la respuesta' }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /excepción/)
  await page.getByLabel('Información personal').check()
  await page.locator('#razon-personal').fill('La planilla nombra a los albañiles; se cubren sus nombres y carnets, y se entrega todo lo demás.')
  assert.ok(await page.getByRole('checkbox', { name: 'ejecución.csv' }).isChecked(), 'the document of the branch is chosen')
  await look(page, 'draft')
  await picture(page, 'desk-draft', { fullPage: true })
  await send(page, 'Redactar la respuesta')
  await act(page, mine.reference, 'Enviar a la firma')
  await send(page, 'Enviar a la firma')
  await page.goto(`/mesa/casos/${mine.reference}/sign`)
  assert.match(await page.locator('main').innerText(), /permiso|no le corresponde/, 'nobody signs their own draft')

  const signatory = await visitor(t)
  await logIn(signatory, people.signatory)
  await picture(signatory, 'signatory-today')
  await act(signatory, mine.reference, 'Firmar la respuesta')
  assert.match(await signatory.locator('.letter').innerText(), /412\.300/)
  await look(signatory, 'sign')
  await picture(signatory, 'signatory-sign', { fullPage: true })
  await send(signatory, 'Firmar la respuesta')

  await act(page, mine.reference, 'Entregar la respuesta')
  await send(page, 'Entregar la respuesta')
  const words = await mailTo(page, person.email, `Respuesta a su solicitud ${mine.reference}`)
  assert.match(words, /respondió su solicitud/)

  const citizen = await visitor(t, { viewport: phone })
  await follow(citizen, mine)
  const seen = await citizen.locator('main').innerText()
  assert.match(seen, /Su respuesta está aquí/)
  assert.match(seen, /Constructora Illimani/)
  assert.match(seen, /Recurso de revocatoria/)
  await look(citizen, 'answered case')
  await picture(citizen, 'citizen-answered', { fullPage: true })
  const [download] = await Promise.all([citizen.waitForEvent('download'), citizen.getByRole('link', { name: 'ejecución.csv' }).first().click()])
  assert.equal(download.suggestedFilename(), 'ejecución.csv')
})

test('5: anyone finds the published answer; nothing of the requester is in it', async (t) => {
  const page = await visitor(t)
  await logIn(page, people.transparency)
  await act(page, mine.reference, 'Publicar la respuesta')
  await page.getByRole('button', { name: 'Publicar la respuesta' }).click()
  assert.match(await page.locator('.govuk-error-summary').innerText(), /datos personales/, 'publishing asks for a second look')
  await page.getByLabel('Revisé que no quedan').check()
  await look(page, 'publish')
  await picture(page, 'desk-publish', { fullPage: true })
  await send(page, 'Publicar la respuesta')

  const anyone = await visitor(t, { viewport: phone })
  await anyone.goto('/')
  await anyone.getByRole('searchbox').fill('calle Jaen reparacion')
  await anyone.getByRole('button', { name: 'Buscar' }).click()
  await anyone.getByRole('link', { name: subject }).first().click()
  await look(anyone, 'published answer')
  await picture(anyone, 'public-answer', { fullPage: true })
  const html = await anyone.content()
  for (const secret of [person.name, person.email]) assert.ok(!html.includes(secret), `${secret} is not published`)
  assert.match(html, /Constructora Illimani/)
  await anyone.setViewportSize(desktop)
  await anyone.goto('/respuestas')
  await picture(anyone, 'public-answers')
  await anyone.goto('/')
  await picture(anyone, 'public-home', { fullPage: true })
})

test('6: the auditor sees every clock, down to the ledger, and changes nothing', async (t) => {
  const page = await visitor(t)
  await logIn(page, people.auditor)
  await look(page, 'clocks by unit')
  await picture(page, 'audit-units')
  for (const status of ['running', 'met', 'missed', 'suspended']) {
    await page.goto(`/auditoria/plazos?estado=${status}`)
    await look(page, `clocks ${status}`)
  }
  await page.goto('/auditoria/plazos?prorroga=si')
  assert.ok(await page.locator('tbody tr').count() > 0, 'there are extended clocks')
  await picture(page, 'audit-clocks')
  await page.goto(`/auditoria/casos/${mine.reference}`)
  await page.getByText('Lo guardado es igual a lo que resulta de volver a contar').waitFor()
  await look(page, 'ledger of a case')
  await picture(page, 'audit-case')
  assert.ok(!(await page.content()).includes(person.name), 'the auditor does not see who asked')
  const status = await page.evaluate(async (url) => (await fetch(url, { method: 'POST', body: new URLSearchParams({ rev: '1' }) })).status, `/mesa/casos/${other.reference}/note`)
  assert.equal(status, 403)
})

test('7: nobody acts: reminders, the superior, then the silence', async (t) => {
  const citizen = await visitor(t, { viewport: phone })
  const silent = await ask(citizen, { subject: 'Lista de grúas municipales', body: '¿Cuántas grúas tiene la municipalidad y dónde están?' })
  const page = await visitor(t)
  await logIn(page, people.transparency)
  await act(page, silent.reference, 'Acusar recibo')
  await send(page, 'Acusar recibo')
  await act(page, silent.reference, 'Derivar a unidades')
  await page.getByLabel('Secretaría Municipal de Movilidad').check()
  await page.getByLabel('Qué se les pide').fill('Número y ubicación de las grúas.')
  await send(page, 'Derivar a unidades')

  await pass(page, 10)
  await mailTo(page, 'transparencia@lapaz.example', silent.reference)
  const events = async () => {
    await logIn(page, people.auditor)
    await page.goto(`/auditoria/casos/${silent.reference}`)
    const text = await page.locator('.ledger').innerText()
    await page.getByRole('button', { name: 'Salir' }).click()
    return text
  }
  const until = async (what, count = 1) => {
    for (let i = 0; i < 40; i++) {
      const text = await events()
      if ((text.match(new RegExp(what, 'g')) ?? []).length >= count) return text
      await page.waitForTimeout(500)
    }
    throw new Error(`the ledger does not come to say ${what} ${count} times`)
  }
  await until('Recordatorio, 5 días hábiles antes')
  await pass(page, 5)
  await until('Recordatorio, 1 día hábil antes')
  await until('Aviso al superior, el último día')
  await pass(page, 1)
  const ledger = await until('negativo')
  assert.match(ledger, /Incumplimiento a nombre de\s+Secretaría Municipal de Movilidad/, 'the breach stands against the unit that held it')
  const words = await mailTo(page, person.email, `Venció el plazo y no le respondieron: ${silent.reference}`)
  assert.match(words, /[Rr]ecurso de revocatoria/, 'the citizen is told what they can do')
  await picture(page, 'mail-silence', { fullPage: true })
  await follow(citizen, silent)
  assert.match(await citizen.locator('main').innerText(), /El plazo venció y no le respondimos/)
  await look(citizen, 'late case')
  await picture(citizen, 'citizen-late', { fullPage: true })
  await logIn(page, people.auditor)
  await page.goto('/auditoria/plazos?plazo=response&estado=missed&unidad=movilidad')
  await page.locator('tr', { hasText: silent.reference }).waitFor()
  await page.getByRole('button', { name: 'Salir' }).click()
  await logIn(page, people.administrator)
  await look(page, 'machinery')
  await picture(page, 'admin-machinery')
  await page.goto('/admin/calendario?gestion=2026')
  await page.getByText('DS 5521').first().waitFor()
  await picture(page, 'admin-calendar')
})
