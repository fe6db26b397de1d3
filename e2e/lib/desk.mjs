// What officials do at the desk.

// act opens the form of an action of a case; seldom ones are folded below the others.
export async function act(page, reference, name) {
  const link = page.locator('.casefile__do').getByRole('link', { name }).first()
  if (new URL(page.url(), 'http://nowhere').pathname !== `/mesa/casos/${reference}` || !(await link.count())) await page.goto(`/mesa/casos/${reference}`)
  if (!(await link.isVisible())) await page.getByText('Otras acciones').click()
  await link.click()
  await page.locator('#accion-formulario').waitFor()
}

// send sends the form, and waits until the case says that it is done. Where the machine did something on the case while the form was open,
// the page says so and keeps what was typed: it is sent again, as a person would.
export async function send(page, button) {
  await page.locator('#accion-formulario').getByRole('button', { name: button }).click()
  const changed = page.getByRole('heading', { name: 'Esto cambió desde que usted lo abrió' })
  await page.locator('.done').or(changed).first().waitFor()
  if (await changed.count()) await page.locator('#accion-formulario').getByRole('button', { name: button }).click()
  await page.locator('.done').waitFor()
}

// register enters a request at the counter, and returns { reference, key } of its receipt. page is a clerk's.
export async function register(page, { subject, body, name, email, distant = false }) {
  await page.goto('/mesa/ventanilla')
  await page.locator('[name=pedido]').fill(body)
  await page.locator('[name=asunto]').fill(subject)
  await page.locator('[name=nombre]').fill(name)
  await page.locator('[name=correo]').fill(email)
  if (distant) await page.locator('[name=lejos]').check()
  await page.locator('[name=canal]').first().press('Enter')
  const text = await page.locator('.slip').innerText()
  return { reference: text.match(/[A-Z]{2,}-\d{4}-\d{6}-\d/)[0], key: text.match(/([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-Z*~$=]/)[0] }
}
