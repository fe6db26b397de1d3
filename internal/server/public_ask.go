package server

import (
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/view"
)

// step is one page on the way to a request.
type step struct {
	path   string
	page   view.Page[view.PublicStep]
	read   func(*view.PublicForm, url.Values)
	errors func(*statute.Statute, view.PublicForm) []view.FieldError
	files  bool
}

// Longest texts that a person may write, in characters.
const (
	askMaxBody = 20_000
	askMaxLine = 200
)

var (
	stepWhat = &step{path: "que", page: view.PublicWhatPage, files: true,
		read: func(f *view.PublicForm, v url.Values) {
			f.Subject, f.Body, f.Track = oneLine(v.Get("asunto")), lines(v.Get("pedido")), v.Get("via")
		},
		errors: func(law *statute.Statute, f view.PublicForm) []view.FieldError {
			return gathered(trackErrors(law, foi.Citizen, f.Track), text("asunto", f.Subject, askMaxLine, "ask.subject"), text("pedido", f.Body, askMaxBody, "ask.body"))
		}}
	stepPlace = &step{path: "lugar", page: view.PublicPlacePage,
		read:   func(f *view.PublicForm, v url.Values) { f.Zone, f.Unit = v.Get("zona"), v.Get("unidad") },
		errors: func(*statute.Statute, view.PublicForm) []view.FieldError { return nil }}
	stepDelivery = &step{path: "entrega", page: view.PublicDeliveryPage,
		read: func(f *view.PublicForm, v url.Values) { f.Delivery = v.Get("entrega") },
		errors: func(_ *statute.Statute, f view.PublicForm) []view.FieldError {
			if !slices.Contains(ways, f.Delivery) {
				return []view.FieldError{{Field: "entrega", Key: "ask.delivery"}}
			}
			return nil
		}}
	stepContact = &step{path: "contacto", page: view.PublicContactPage,
		read: func(f *view.PublicForm, v url.Values) {
			f.Name, f.Identity, f.Email = oneLine(v.Get("nombre")), oneLine(v.Get("documento")), strings.TrimSpace(v.Get("correo"))
			f.Phone, f.Address, f.Distant = oneLine(v.Get("telefono")), oneLine(v.Get("direccion")), v.Get("lejos") != ""
		},
		errors: func(_ *statute.Statute, f view.PublicForm) []view.FieldError { return contactErrors(f) }}
	steps = []*step{stepWhat, stepPlace, stepDelivery, stepContact}
)

// ways are how an answer can be wanted.
var ways = []string{"web", "email", "pickup", "post"}

// oneLine is a text of one line, without what cannot be seen at its ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// lines is a text with its lines ended as everywhere else; nothing else is changed.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// text checks a field that must say something, within a length.
func text(field, s string, limit int, key string) []view.FieldError {
	if blank(s) {
		return []view.FieldError{{Field: field, Key: key}}
	}
	return short(field, s, limit)
}

func short(field, s string, limit int) []view.FieldError {
	if utf8.RuneCountInString(s) > limit {
		return []view.FieldError{{Field: field, Key: "field.text_long", Args: map[string]any{"max": limit}}}
	}
	return nil
}

func gathered(lists ...[]view.FieldError) []view.FieldError { return slices.Concat(lists...) }

func contactErrors(f view.PublicForm) []view.FieldError {
	errs := gathered(text("nombre", f.Name, askMaxLine, "ask.name"), short("documento", f.Identity, 40))
	switch {
	case f.Email == "" && f.Delivery == "email":
		errs = append(errs, view.FieldError{Field: "correo", Key: "ask.email"})
	case f.Email != "" && !plausibleEmail(f.Email):
		errs = append(errs, view.FieldError{Field: "correo", Key: "ask.email_form"})
	}
	errs = append(errs, short("telefono", f.Phone, 40)...)
	if f.Address == "" && f.Delivery == "post" {
		errs = append(errs, view.FieldError{Field: "direccion", Key: "ask.address"})
	}
	return append(errs, short("direccion", f.Address, askMaxLine)...)
}

// plausibleEmail tells whether mail can be sent there: one bare address with a domain.
func plausibleEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == "" && len(s) <= 254 && strings.Contains(s[strings.LastIndex(s, "@"):], ".")
}

// askStart is the page before the first step.
func (s *Server) askStart(w http.ResponseWriter, r *http.Request) error {
	d, err := s.draftOf(r)
	if err != nil {
		return err
	}
	term := s.law.Body().Term("response")
	page := view.PublicAsk{Term: term.Amount, Cite: term.Cite.Article, Sent: d.sent != 0}
	if d.token != "" && d.sent == 0 {
		page.Begun, page.Resume = true, d.next(s.inForce())
	}
	return s.render(w, r, http.StatusOK, view.PublicAskPage.With(page))
}

// next is the first step that is not filled in as it must be, or the last one.
func (d draft) next(law *statute.Statute) string {
	for _, st := range steps {
		if len(st.errors(law, d.form)) > 0 {
			return "/pedir/" + st.path
		}
	}
	return "/pedir/revisar"
}

// askPage shows a step.
func (s *Server) askPage(st *step) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.draftOf(r)
		if err != nil {
			return err
		}
		if d.sent != 0 {
			d = draft{}
		}
		if d.token == "" && st != stepWhat {
			http.Redirect(w, r, "/pedir", http.StatusSeeOther)
			return nil
		}
		if subject := r.URL.Query().Get("asunto"); st == stepWhat && d.form.Subject == "" {
			d.form.Subject = oneLine(subject)
		}
		return s.showStep(w, r, http.StatusOK, st, d, nil)
	}
}

// askDo keeps what was typed in a step and goes on. What does not fit comes back with the page; nothing is lost.
func (s *Server) askDo(st *step) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.begun(w, r)
		if err != nil {
			return err
		}
		values, docs, err := s.readForm(r, st.files)
		var errs []view.FieldError
		if err != nil {
			if errs = formErrors(err); errs == nil {
				return err
			}
		}
		st.read(&d.form, values)
		if st == stepPlace {
			if err := s.places(r, &d.form); err != nil {
				return err
			}
		}
		errs = append(errs, st.errors(s.inForce(), d.form)...)
		if foi.CodeOf(err) != foi.Invalid { // what cannot be stored is not
			if err := s.keep(r, d, docs); err != nil {
				more := formErrors(err)
				if more == nil {
					return err
				}
				errs = append(errs, more...)
			}
		}
		if id := values.Get("quitar"); id != "" && len(errs) == 0 {
			if err := s.store.DetachFromDraft(r.Context(), d.hash, id); err != nil && foi.CodeOf(err) != foi.NotFound {
				return err
			}
			http.Redirect(w, r, "/pedir/"+st.path, http.StatusSeeOther)
			return nil
		}
		if len(errs) > 0 {
			if d.docs, err = s.store.DraftDocuments(r.Context(), d.hash); err != nil {
				return err
			}
			return s.showStep(w, r, http.StatusUnprocessableEntity, st, d, errs)
		}
		next := "/pedir/revisar"
		if i := slices.Index(steps, st); values.Get("revisar") == "" && i+1 < len(steps) {
			next = "/pedir/" + steps[i+1].path
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
}

// places forgets a zone or a unit that there is none of.
func (s *Server) places(r *http.Request, f *view.PublicForm) error {
	units, err := s.store.Units(r.Context())
	known := map[string]bool{}
	for _, u := range units {
		known[u.Key] = u.Active
	}
	if !known[f.Zone] {
		f.Zone = ""
	}
	if !known[f.Unit] {
		f.Unit = ""
	}
	return err
}

// askFields are the fields of the steps by the names that errors give them.
var askFields = map[string]string{"files": "archivos", "text": "pedido"}

// formErrors is an error of what was typed as a message beside its field; nil for any other.
func formErrors(err error) []view.FieldError {
	var out []view.FieldError
	for _, e := range knownErrors(err) {
		field := askFields[e.Field]
		if field == "" {
			field = e.Field
		}
		if e.Key == "documents.count" || strings.HasPrefix(e.Key, "files.") {
			field = "archivos"
		}
		if field == "" {
			return nil
		}
		out = append(out, view.FieldError{Field: field, Key: e.Key, Args: deskNames{}.said(e)})
	}
	return out
}

// knownErrors are the errors in err that a person can be told of.
func knownErrors(err error) []*foi.Error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []*foi.Error
		for _, one := range joined.Unwrap() {
			out = append(out, knownErrors(one)...)
		}
		return out
	}
	if e, ok := err.(*foi.Error); ok && (e.Code == foi.Invalid || e.Code == foi.TooLarge && e.Key != "too_large") {
		return []*foi.Error{e}
	}
	return nil
}

func (s *Server) showStep(w http.ResponseWriter, r *http.Request, status int, st *step, d draft, errs []view.FieldError) error {
	reader, err := s.reader(r.Context(), foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	reader = reader.under(s.inForce())
	i := slices.Index(steps, st)
	page := view.PublicStep{Form: d.form, No: i + 1, Of: len(steps) + 1, Back: "/pedir", Check: r.URL.Query().Get("revisar") != "", Errors: errs,
		Files: files(d.docs)}
	if i > 0 {
		page.Back = "/pedir/" + steps[i-1].path
	}
	if page.Check {
		page.Back = "/pedir/revisar"
	}
	switch st {
	case stepWhat:
		page.Tracks = reader.trackChoices(d.form.Track)
	case stepContact:
		page.Distant = reader.distantChoice(d.form.Distant)
	case stepPlace:
		page.Zones, page.Units = reader.zones(d.form.Zone), reader.unitChoices(d.form.Unit)
		page.Similar = s.similar(r, reader, d.form.Subject)
	case stepDelivery:
		for _, way := range ways {
			page.Ways = append(page.Ways, view.Choice{Value: way, Text: view.Say("ask.way." + way), Hint: view.Say("ask.way." + way + ".hint"), Chosen: way == d.form.Delivery})
		}
	}
	return s.render(w, r, status, st.page.With(page))
}

// similar are published answers to what looks like the same question: they may spare the person the wait. It is an
// offer; when it fails the form goes on without.
func (s *Server) similar(r *http.Request, d deskReader, subject string) []view.PublicAnswer {
	list, err := s.store.Disclosures(r.Context(), store.DisclosureFilter{Query: subject, Limit: 3})
	if err != nil {
		s.log.Warn("no similar answers", "err", err)
		return nil
	}
	var out []view.PublicAnswer
	for _, f := range list.Found {
		out = append(out, d.published(f))
	}
	return out
}

// files are the documents of a draft, as its pages list them.
func files(docs []foi.Document) []view.DeskDocument {
	var out []view.DeskDocument
	for _, doc := range docs {
		out = append(out, view.DeskDocument{ID: doc.ID, Name: doc.Name, Type: doc.MediaType, Size: doc.Size, Purpose: foi.Attachment})
	}
	return out
}
