// What a person does on the public side.
import assert from 'node:assert/strict'
import { look } from './browser.mjs'

export const person = { name: 'Wara Mamani de la Prueba', email: 'wara.prueba@correo.example' }

// ask goes through all steps and sends; it returns { reference, key } of the receipt. each is called on every page.
export async function ask(page, { subject, body, file, zone, way = 'Por correo electrónico', each = async () => {} }) {
  await page.goto('/')
  await each('home')
  await page.getByRole('button', { name: 'Pedir información' }).click()
  await each('ask')
  await page.getByRole('button', { name: 'Empezar' }).click()
  await page.getByLabel('Asunto').fill(subject)
  await page.getByLabel('Su pedido').fill(body)
  if (file) await page.getByLabel('Adjuntar archivos (opcional)').setInputFiles(file)
  await each('ask-what')
  await page.getByRole('button', { name: 'Continuar' }).click()
  if (zone) await page.getByLabel('Zona').selectOption({ label: zone })
  await each('ask-place')
  await page.getByRole('button', { name: 'Continuar' }).click()
  await page.getByLabel(way).check()
  await each('ask-delivery')
  await page.getByRole('button', { name: 'Continuar' }).click()
  await page.getByLabel('Nombre').fill(person.name)
  await page.getByLabel('Correo electrónico').fill(person.email)
  await each('ask-contact')
  await page.getByRole('button', { name: 'Continuar' }).click()
  await page.getByRole('heading', { name: 'Revise sus respuestas' }).waitFor()
  await each('ask-review')
  await page.getByRole('button', { name: 'Enviar la solicitud' }).click()
  await page.getByRole('heading', { name: 'Recibimos su solicitud' }).waitFor()
  await each('receipt')
  const text = await page.locator('.receipt').innerText()
  const reference = text.match(/[A-Z]{2,}-\d{4}-\d{6}-\d/)?.[0]
  const key = text.match(/([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-Z*~$=]/)?.[0]
  assert.ok(reference && key, `the receipt shows code and key:\n${text}`)
  return { reference, key }
}

// follow opens a case with its code and key.
export async function follow(page, { reference, key }) {
  await page.goto('/seguir')
  await page.getByLabel('Código').fill(reference)
  await page.getByLabel('Clave de acceso').fill(key)
  await page.getByRole('button', { name: 'Ver mi solicitud' }).click()
  await page.waitForURL(`**/caso/${reference}`)
}

// mailTo waits for a message to somebody whose subject contains a text, and returns its words.
export async function mailTo(page, address, subject) {
  for (let tries = 0; tries < 60; tries++) {
    await page.goto('/dev/mail')
    const row = page.locator('tbody tr', { hasText: address }).filter({ hasText: subject }).first()
    if (await row.count()) {
      await row.getByRole('link').click()
      await look(page, 'a message of the outbox')
      return page.locator('pre.message').innerText()
    }
    await page.waitForTimeout(500)
  }
  throw new Error(`no mail to ${address} about ${subject}`)
}
