// The people of the demo, and how they log in.
import assert from 'node:assert/strict'

export const people = {
  transparency: 'transparencia',
  official: 'oficial.finanzas',
  head: 'jefe.finanzas',
  signatory: 'firma',
  auditor: 'auditoria',
  administrator: 'admin',
}

export const password = process.env.QHANA_DEMO_PASSWORD ?? 'qhana demo la paz'

// logIn goes through the log-in page as somebody of the demo.
export async function logIn(page, login) {
  await page.goto('/entrar')
  await page.getByLabel('Usuario').fill(login)
  await page.getByLabel('Contraseña').fill(password)
  await page.getByRole('button', { name: 'Entrar' }).click()
  assert.ok(!new URL(page.url()).pathname.startsWith('/entrar'), `${login} is logged in`)
}
