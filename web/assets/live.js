// The queues' counts change on an open page when they change at the desk; that more is late is also said aloud. A page that nobody
// looks at listens to nothing: browsers have few connections to give.
const queues = document.querySelector('[data-live]')
if (queues && window.EventSource) {
  const said = document.createElement('p')
  said.className = 'govuk-visually-hidden'
  said.setAttribute('role', 'status')
  queues.after(said)
  const title = document.title
  let late = Number(queues.querySelector('[data-count="late"]')?.textContent.replace(/\D/g, '') || 0)
  const count = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: 'always' })
  let source
  const heard = (event) => {
    const counts = JSON.parse(event.data)
    for (const place of queues.querySelectorAll('[data-count]')) {
      const n = counts[place.dataset.count]
      if (n !== undefined) place.textContent = count.format(n) + (n > 1000 ? '+' : '')
    }
    if (counts.late > late) said.textContent = queues.dataset.liveLate
    late = counts.late ?? late
    document.title = late > 0 ? `(${late}) ${title}` : title
  }
  const listen = () => {
    source?.close()
    source = undefined
    if (document.hidden) return
    source = new EventSource(queues.dataset.live)
    source.onmessage = heard
  }
  document.addEventListener('visibilitychange', listen)
  window.addEventListener('pagehide', () => source?.close())
  listen()
}
