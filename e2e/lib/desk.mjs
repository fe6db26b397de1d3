// What officials do at the desk.

// act opens the form of an action of a case; seldom ones are folded below the others.
export async function act(page, reference, name) {
  await page.goto(`/mesa/casos/${reference}`)
  const link = page.locator('.casefile__do').getByRole('link', { name }).first()
  if (!(await link.isVisible())) await page.getByText('Otras acciones').click()
  await link.click()
  await page.locator('#accion-formulario').waitFor()
}

// send sends the form, and waits until the case says that it is done.
export async function send(page, button) {
  await page.locator('#accion-formulario').getByRole('button', { name: button }).click()
  await page.locator('.done').waitFor()
}
