// What officials do at the desk.

// act opens the form of an action of a case; seldom ones are folded below the others.
export async function act(page, reference, name) {
  const link = page.locator('.casefile__do').getByRole('link', { name }).first()
  if (new URL(page.url(), 'http://nowhere').pathname !== `/mesa/casos/${reference}` || !(await link.count())) await page.goto(`/mesa/casos/${reference}`)
  if (!(await link.isVisible())) await page.getByText('Otras acciones').click()
  await link.click()
  await page.locator('#accion-formulario').waitFor()
}

// send sends the form, and waits until the case says that it is done; where it does not, what the page says instead is told.
export async function send(page, button) {
  await page.locator('#accion-formulario').getByRole('button', { name: button }).click()
  try {
    await page.locator('.done').waitFor()
  } catch (error) {
    throw new Error(`${button} is not done; ${page.url()} says:\n${await page.locator('main').innerText()}`, { cause: error })
  }
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
