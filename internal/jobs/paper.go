package jobs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/mail"
	"qhana/internal/store"
)

// archived is the formal letter of a notice to the person who asked, nil where there is none. It is made once: a repeat finds
// the bytes of the first time, so that what is kept is what was sent. A letter that cannot be made holds no notice up; why is
// kept for the administrator. Only what a later try may mend is an error.
func (w *noticeWorker) archived(ctx context.Context, l mail.Letter) (*mail.File, error) {
	if l.Notice.To.Role != foi.Citizen || l.Notice.To.Unit != "" || w.cfg.Keeper == nil {
		return nil, nil
	}
	file, err := w.kept(ctx, l)
	if foi.CodeOf(err) == foi.NotFound {
		file, err = w.write(ctx, l)
	}
	if err == nil {
		return file, nil
	}
	if ctx.Err() != nil || foi.CodeOf(err) == foi.Unready {
		return nil, err
	}
	w.cfg.Log.Error("a letter cannot be made", "request", l.Notice.Request, "entry", l.Notice.Entry, "kind", l.Notice.Kind, "err", err)
	return nil, w.failed(ctx, l, err)
}

// kept reads the letter that was archived for a notice.
func (w *noticeWorker) kept(ctx context.Context, l mail.Letter) (*mail.File, error) {
	n := l.Notice
	row, err := w.cfg.Store.Letter(ctx, n.Request, n.Entry, n.N)
	if err != nil {
		return nil, err
	}
	doc, err := w.cfg.Store.LetterDocument(ctx, n.Request, row.Document)
	if foi.CodeOf(err) == foi.NotFound { // erased since: it is not made anew
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := w.cfg.Keeper.Open(ctx, doc.SHA256)
	if foi.CodeOf(err) == foi.NotFound {
		return nil, errors.New("the bytes of an archived letter are gone")
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	return &mail.File{Name: doc.Name, Type: doc.MediaType, Bytes: b}, err
}

// write makes the letter and archives it. Of two who do it at once the first counts.
func (w *noticeWorker) write(ctx context.Context, l mail.Letter) (*mail.File, error) {
	n := l.Notice
	row := store.Letter{Request: n.Request, Entry: n.Entry, N: n.N, Locale: letter.Locale(n.Locale), Code: letter.NewCode(), CreatedAt: n.CreatedAt,
		Kind: letter.KindOf(n.Kind, entryOf(l.Case.Ledger, n.Entry).Facts.Outcome)}
	if row.Kind == "" {
		return nil, &foi.Error{Code: foi.Invalid, Key: "letters.none"}
	}
	text, version, err := w.template(ctx, row.Kind, row.Locale)
	if err != nil {
		return nil, err
	}
	row.Version = version
	pdf, err := w.render(ctx, l, row, text)
	if err != nil {
		return nil, err
	}
	doc, err := w.cfg.Keeper.Keep(ctx, bytes.NewReader(pdf), fileName(row, l.Case.Request.Reference), n.CreatedAt)
	if err != nil {
		return nil, err
	}
	doc.Request, doc.Entry, doc.Purpose = n.Request, n.Entry, foi.Correspondence
	first := false
	err = w.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		first, err = tx.AddLetter(ctx, row, doc)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !first {
		return w.kept(ctx, l)
	}
	return &mail.File{Name: doc.Name, Type: doc.MediaType, Bytes: pdf}, nil
}

// template is the text of a kind of letter that counts, with its version.
func (w *noticeWorker) template(ctx context.Context, kind, locale string) (string, int, error) {
	t, err := w.cfg.Store.LetterTemplate(ctx, kind, locale)
	if err != nil || t.Body != "" {
		return t.Body, t.Version, err
	}
	return letter.Default(kind, locale), t.Version, nil
}

func (w *noticeWorker) render(ctx context.Context, l mail.Letter, row store.Letter, text string) ([]byte, error) {
	t, err := letter.Parse(text)
	if err != nil {
		return nil, err
	}
	f, signers, err := w.facts(ctx, l, row)
	if err != nil {
		return nil, err
	}
	words, err := t.Print(f)
	if err != nil {
		return nil, err
	}
	sheet := letter.Sheet{
		Locale: row.Locale, Title: letter.Title(row.Kind, row.Locale) + " · " + f["Reference"], Reference: f["Reference"],
		Body:  letter.Authority{Name: l.Body.Name, Address: l.Body.Address, Phone: l.Body.Phone, Email: l.Body.Email},
		Place: letter.PlaceOf(l.Body.Address), Day: f["Today"], Blocks: letter.Blocks(words), Signers: signers, Code: row.Code, Check: f["Check"], At: row.CreatedAt}
	if l.Promise != "" {
		sheet.Promise, sheet.Files = l.Promise, []letter.File{{Name: f["Reference"] + ".promise.txt", About: letter.Promised(row.Locale), Bytes: []byte(l.Promise)}}
	}
	return letter.Render(sheet)
}

// failed keeps why a letter could not be made.
func (w *noticeWorker) failed(ctx context.Context, l mail.Letter, cause error) error {
	n := l.Notice
	f := store.LetterFailure{Request: n.Request, Entry: n.Entry, N: n.N, Locale: letter.Locale(n.Locale), Reason: "letters.failed", FailedAt: w.cfg.Now(),
		Kind: letter.KindOf(n.Kind, entryOf(l.Case.Ledger, n.Entry).Facts.Outcome)}
	if f.Kind == "" {
		f.Kind = n.Kind
	} else if t, err := w.cfg.Store.LetterTemplate(ctx, f.Kind, f.Locale); err == nil {
		f.Version = t.Version
	}
	var e *foi.Error
	if errors.As(cause, &e) && strings.HasPrefix(e.Key, "letters.") {
		f.Reason, f.Fact = e.Key, e.Args["fact"]
		f.Line, _ = strconv.Atoi(e.Args["line"])
	}
	return w.cfg.Store.AddLetterFailure(ctx, f)
}

// travels tells whether a letter goes with its mail. An answer goes only to a person who asked for it by mail; the others read
// it behind their key.
func travels(l mail.Letter) bool {
	return l.Notice.Kind != "delivered" || l.Case.Requester.Delivery == "email"
}

// fileName is what a letter is called where it is saved.
func fileName(row store.Letter, ref foi.Reference) string {
	name := strings.ReplaceAll(letter.Title(row.Kind, row.Locale), ": ", " - ")
	return document.CleanName(string(ref) + " " + name + ".pdf")
}
