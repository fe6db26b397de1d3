// What stands in an XLSX file: opened as any program opens it, from the list at the end of the archive.
import { inflateRawSync } from 'node:zlib'

// parts are the files of a ZIP archive, by their names.
function parts(zip) {
  const out = {}
  let at = zip.readUInt32LE(zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16)
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [how, size, name, extra, note, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)]
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(from, from + size)
    out[zip.subarray(at + 46, at + 46 + name).toString()] = (how === 8 ? inflateRawSync(bytes) : bytes).toString()
    at += 46 + name + extra + note
  }
  return out
}

const text = (xml) => [...xml.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map((m) => m[1]).join('').replace(/&(lt|gt|quot|apos|amp|#(\d+));/g, (_, name, n) => n ? String.fromCodePoint(n) : { lt: '<', gt: '>', quot: '"', apos: '\'', amp: '&' }[name])

// rows are the rows of the first sheet, each a list of texts.
export function rows(xlsx) {
  const files = parts(xlsx)
  const shared = [...(files['xl/sharedStrings.xml'] ?? '').matchAll(/<si>[^]*?<\/si>/g)].map((m) => text(m[0]))
  return [...files['xl/worksheets/sheet1.xml'].matchAll(/<row[^>]*>[^]*?<\/row>/g)].map((row) => [...row[0].matchAll(/<c ([^>]*?)(?:\/>|>([^]*?)<\/c>)/g)].map(([, how, cell = '']) => {
    const value = cell.match(/<v>([^<]*)<\/v>/)?.[1] ?? ''
    return /t="inlineStr"/.test(how) ? text(cell) : /t="s"/.test(how) ? shared[Number(value)] : value
  }))
}
