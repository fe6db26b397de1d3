package letter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// tag is one part of the letter for readers that speak it: what it is, and where its lines are.
type tag struct {
	role string // "H1", "H2", "P", "LI", "Figure"
	alt  string // says a picture
	at   []mark
}

// mark is a run of lines on a page.
type mark struct{ page, id int }

// artifact draws what is no part of the text.
func (p *paper) artifact(draw func()) {
	p.RawWriteStr("/Artifact BMC")
	draw()
	p.RawWriteStr("EMC")
}

// element begins a part of the letter.
func (p *paper) element(role string) { p.tags = append(p.tags, tag{role: role}) }

// continued draws more of the part that was begun last.
func (p *paper) continued(draw func()) {
	t := &p.tags[len(p.tags)-1]
	t.at = append(t.at, mark{p.PageNo(), p.marks})
	p.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", inside(t.role), p.marks))
	p.marks++
	draw()
	p.RawWriteStr("EMC")
}

// marked draws a part of the letter that is drawn at once.
func (p *paper) marked(role, alt string, draw func()) {
	p.element(role)
	p.tags[len(p.tags)-1].alt = alt
	p.continued(draw)
}

// inside is how the lines of a part are marked: those of an item are its body.
func inside(role string) string {
	if role == "LI" {
		return "LBody"
	}
	return role
}

var (
	trailing = regexp.MustCompile(`trailer\s*<<\s*/Size (\d+)\s*/Root (\d+) 0 R\s*/Info (\d+) 0 R`)
	starting = regexp.MustCompile(`startxref\s*(\d+)\s*%%EOF\s*$`)
)

// addition is what is written after a finished file: new objects, and old ones anew.
type addition struct {
	out   *bytes.Buffer
	at    map[int]int
	next  int
	files int // that travel inside: two objects each, before the pages
}

func (a *addition) object(n int, body string) {
	a.at[n] = a.out.Len()
	fmt.Fprintf(a.out, "%d 0 obj\n%s\nendobj\n", n, body)
}

// tagged adds the tree of the letter's parts to a finished file, as PDF lets every file be continued: the library that wrote
// it knows no tags.
func tagged(file []byte, tags []tag, files []File) ([]byte, error) {
	tail := trailing.FindSubmatch(file)
	start := starting.FindSubmatch(file)
	if tail == nil || start == nil {
		return nil, errors.New("letter: the file has no end that is known")
	}
	number := func(b []byte) int { n, _ := strconv.Atoi(string(b)); return n }
	size, root := number(tail[1]), number(tail[2])
	a := &addition{out: bytes.NewBuffer(bytes.Clone(file)), at: map[int]int{}, next: size, files: len(files)}
	tree := a.tree(tags)
	catalog, err := dictionary(file, root)
	if err != nil {
		return nil, err
	}
	a.unicode(file)
	inside, err := a.associate(file, files)
	if err != nil {
		return nil, err
	}
	a.object(root, fmt.Sprintf("%s"+inside+"\n/Version /1.7\n/StructTreeRoot %d 0 R\n/MarkInfo <</Marked true>>\n/ViewerPreferences <</DisplayDocTitle true>>\n>>", catalog, tree))
	for page := range pagesOf(tags) {
		d, err := dictionary(file, a.page(page+1))
		if err != nil || !strings.Contains(d, "/Type /Page\n") {
			return nil, fmt.Errorf("letter: page %d is not where it was: %w", page+1, err)
		}
		a.object(a.page(page+1), fmt.Sprintf("%s\n/StructParents %d\n/Tabs /S\n>>", d, page))
	}
	info := number(tail[3]) - 1 // the library counts back from the catalogue and forgets the colour profile between them
	a.end(file, fmt.Sprintf("/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %s", a.next, root, info, start[1]))
	return a.out.Bytes(), nil
}

// page is the number of a page's object: the library writes each page and its content first of all, after what is attached.
func (a *addition) page(page int) int { return 1 + 2*page + 2*a.files }

func pagesOf(tags []tag) int {
	n := 0
	for _, t := range tags {
		for _, m := range t.at {
			n = max(n, m.page)
		}
	}
	return n
}

// dictionary is an object of a file without its last ">>".
func dictionary(file []byte, n int) (string, error) {
	_, rest, ok := bytes.Cut(file, fmt.Appendf(nil, "\n%d 0 obj\n", n))
	body, _, ok2 := bytes.Cut(rest, []byte("endobj"))
	d, ok3 := strings.CutSuffix(strings.TrimSpace(string(body)), ">>")
	if !ok || !ok2 || !ok3 {
		return "", fmt.Errorf("letter: there is no object %d", n)
	}
	return strings.TrimRight(d, "\n"), nil
}

// tree writes the parts of the letter and returns the number of their root.
func (a *addition) tree(tags []tag) int {
	take := func() int { a.next++; return a.next - 1 }
	root, doc, parents := take(), take(), take()
	owners := make([][]int, pagesOf(tags)) // of each marked run, by page
	var kids []string
	list, items := 0, []string(nil)
	flush := func() {
		if list != 0 {
			a.object(list, fmt.Sprintf("<</Type /StructElem /S /L /P %d 0 R /K [%s]>>", doc, strings.Join(items, " ")))
		}
		list, items = 0, nil
	}
	for _, t := range tags {
		n, up := take(), doc
		if t.role == "LI" {
			if list == 0 {
				list = take()
				kids = append(kids, ref(list))
			}
			items, up = append(items, ref(n)), list
			body := take()
			a.object(n, fmt.Sprintf("<</Type /StructElem /S /LI /P %d 0 R /K [%s]>>", up, ref(body)))
			n, up, t.role = body, n, "LBody"
		} else {
			flush()
			kids = append(kids, ref(n))
		}
		a.element(n, up, t)
		for _, m := range t.at {
			owners[m.page-1] = append(owners[m.page-1], n)
		}
	}
	flush()
	a.object(doc, fmt.Sprintf("<</Type /StructElem /S /Document /P %d 0 R /K [%s]>>", root, strings.Join(kids, " ")))
	var nums strings.Builder
	for page, list := range owners {
		fmt.Fprintf(&nums, "%d [", page)
		for _, n := range list {
			nums.WriteString(ref(n) + " ")
		}
		nums.WriteString("] ")
	}
	a.object(parents, fmt.Sprintf("<</Nums [%s]>>", nums.String()))
	a.object(root, fmt.Sprintf("<</Type /StructTreeRoot /K [%s] /ParentTree %s /ParentTreeNextKey %d>>", ref(doc), ref(parents), len(owners)))
	return root
}

func (a *addition) element(n, up int, t tag) {
	var runs strings.Builder
	for _, m := range t.at {
		fmt.Fprintf(&runs, "<</Type /MCR /Pg %s /MCID %d>> ", ref(a.page(m.page)), m.id)
	}
	alt := ""
	if t.alt != "" {
		alt = " /Alt " + textString(t.alt)
	}
	a.object(n, fmt.Sprintf("<</Type /StructElem /S /%s /P %s%s /K [%s]>>", t.role, ref(up), alt, runs.String()))
}

// end writes where the new objects are.
func (a *addition) end(file []byte, trailer string) {
	at := a.out.Len()
	a.out.WriteString("xref\n")
	for n := range a.next {
		if pos, ok := a.at[n]; ok {
			fmt.Fprintf(a.out, "%d 1\n%010d 00000 n \n", n, pos)
		}
	}
	sum := sha256.Sum256(file)
	id := hex.EncodeToString(sum[:16])
	fmt.Fprintf(a.out, "trailer\n<<\n%s\n/ID [<%s> <%s>]\n>>\nstartxref\n%d\n%%%%EOF\n", trailer, id, id, at)
}

func ref(n int) string { return strconv.Itoa(n) + " 0 R" }

// textString is a text as PDF keeps it.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}
