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
	"qhana/internal/paper"
	"qhana/internal/store"
)

// archived is the formal letter of a notice to the person who asked, nil where there is none. It is made once: a repeat finds
// the bytes of the first time, so that what is kept is what was sent. A letter that cannot be made holds no notice up; why is
// kept for the administrator. Only what a later try may mend is an error.
func (w *noticeWorker) archived(ctx context.Context, l mail.Letter) (*mail.File, error) {
	outside := l.Notice.To.Role == foi.Citizen || l.Notice.To.Role == foi.ThirdParty || l.Notice.To.Role == foi.OtherBody
	if !outside || l.Notice.To.Unit != "" || w.cfg.Keeper == nil {
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

// maker makes the letters.
func (w *noticeWorker) maker() paper.Maker {
	return paper.Maker{Store: w.cfg.Store, Law: w.cfg.Law, Base: w.cfg.BaseURL}
}

// write makes the letter and archives it. Of two who do it at once the first counts.
func (w *noticeWorker) write(ctx context.Context, l mail.Letter) (*mail.File, error) {
	n := l.Notice
	made, err := w.maker().Letter(ctx, l.Case, n, letter.NewCode())
	if err != nil {
		return nil, err
	}
	sheet := made.Sheet
	if l.Promise != "" {
		sheet.Promise, sheet.Files = l.Promise, []letter.File{{Name: sheet.Reference + ".promise.txt", About: letter.Promised(made.Locale), Bytes: []byte(l.Promise)}}
	}
	pdf, err := letter.Render(sheet)
	if err != nil {
		return nil, err
	}
	doc, err := w.cfg.Keeper.Keep(ctx, bytes.NewReader(pdf), fileName(made.Text, l.Case.Request.Reference), n.CreatedAt)
	if err != nil {
		return nil, err
	}
	doc.Request, doc.Entry, doc.Purpose = n.Request, n.Entry, foi.Correspondence
	row := store.Letter{Request: n.Request, Entry: n.Entry, N: n.N, Kind: made.Kind, Locale: made.Locale, Version: made.Version, Code: sheet.Code, CreatedAt: n.CreatedAt, Archived: w.cfg.Now().UTC()}
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

// failed keeps why a letter could not be made.
func (w *noticeWorker) failed(ctx context.Context, l mail.Letter, cause error) error {
	n := l.Notice
	f := store.LetterFailure{Request: n.Request, Entry: n.Entry, N: n.N, Locale: letter.Locale(n.Locale), Reason: "letters.failed", FailedAt: w.cfg.Now(),
		Kind: paper.KindOf(l.Case, n)}
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
	return l.Notice.Kind != "delivered" && l.Notice.Kind != "part_delivered" || l.Case.Requester.Delivery == "email"
}

// fileName is what a letter is called where it is saved.
func fileName(t paper.Text, ref foi.Reference) string {
	name := strings.ReplaceAll(letter.Title(t.Kind, t.Locale), ": ", " - ")
	return document.CleanName(string(ref) + " " + name + ".pdf")
}
