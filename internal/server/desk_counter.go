package server

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rsc.io/qr" // a small, settled encoder; the picture is its own

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// How somebody may come to the counter, and in what form they may want the answer.
var (
	counterChannels = []foi.Channel{foi.Counter, foi.Phone, foi.Letter, foi.Email, foi.Other}
	counterWays     = []string{"pickup", "post", "email", "web"}
	counterFormats  = []string{"", "large_print", "audio", "read_aloud", "simple"}
)

// counterPage is the form on which a clerk enters a request for somebody.
func (s *Server) counterPage(w http.ResponseWriter, r *http.Request) error {
	now := s.now().In(s.law.Body().Location())
	form := view.CounterForm{Channel: string(foi.Counter), Delivery: "pickup", Locale: "es", Day: now.Format("2006-01-02"), Hour: now.Format("15:04")}
	return s.showCounter(w, r, http.StatusOK, draft{token: rand.Text()}, form, nil)
}

func (s *Server) showCounter(w http.ResponseWriter, r *http.Request, status int, d draft, form view.CounterForm, errs []view.FieldError) error {
	reader, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	reader = reader.under(s.inForce())
	page := view.DeskCounter{Token: d.token, Form: form, Errors: errs, Files: files(d.docs), Zones: reader.zones(form.Zone), Units: reader.unitChoices(form.Unit),
		Channels: choices(counterChannels, foi.Channel(form.Channel), "channel."), Ways: choices(counterWays, form.Delivery, "delivery."),
		Formats: choices(counterFormats, form.Format, "format."), Locales: choices([]string{"es", "en"}, form.Locale, "locale."),
		Tracks: reader.trackChoices(form.Track), Distant: reader.distantChoice(form.Distant), Outcomes: reader.spotOutcomes(form.Outcome)}
	for i := range page.Distant { // said of the person, not by them
		page.Distant[i].Text = view.Say("counter.distant.far")
	}
	page.Formats[0].Text = view.Say("counter.format.usual")
	return s.render(w, r, status, view.DeskCounterPage.With(page))
}

// counterDo files what the clerk entered. Sending it twice files once.
func (s *Server) counterDo(w http.ResponseWriter, r *http.Request) error {
	values, docs, err := s.readForm(r, true)
	form := counterForm(values)
	d, keepErr := s.counterDraft(r, values.Get("ficha"), docs)
	if keepErr != nil {
		return keepErr
	}
	refuse := func(errs []view.FieldError) error {
		return s.showCounter(w, r, http.StatusUnprocessableEntity, d, form, errs)
	}
	if err != nil {
		if errs := formErrors(err); errs != nil {
			return refuse(errs)
		}
		return err
	}
	received, errs := s.counterErrors(form)
	if len(errs) > 0 {
		return refuse(errs)
	}
	if d.sent == 0 {
		filing := counterFiling(s.inForce(), form)
		filing.ReceivedAt = received
		mac := func(ref foi.Reference) []byte {
			return access.MAC(s.pepper, ref, access.KeyFromToken(s.pepper, d.token))
		}
		if form.Answer == "" {
			_, err = s.desk.File(r.Context(), filing, d.docs, actorOf(r), mac, s.sending(d, rand.Text()))
		} else {
			answer := foi.Action{Kind: foi.AnswerCounter, Outcome: form.Outcome, Words: foi.Words{"text": form.Answer, "summary": subjectOf(form)}}
			_, err = s.desk.FileAnswered(r.Context(), filing, d.docs, answer, actorOf(r), mac, s.sending(d, rand.Text()))
		}
		if reason, ok := (deskNames{}).refusal(err); ok && foi.CodeOf(err) != foi.Conflict {
			field := map[string]string{"error.received_future": "dia", "error.received_before_law": "dia", "error.missing.late": "demora", "error.missing.track": "via"}[reason.Key]
			return refuse([]view.FieldError{{Field: field, Key: strings.TrimPrefix(reason.Key, "error."), Args: reason.Args}})
		}
		if err != nil && foi.CodeOf(err) != foi.Conflict {
			return err
		}
	}
	setCookie(w, r, counterCookie, d.token, receiptLife)
	http.Redirect(w, r, "/mesa/ventanilla/acuse", http.StatusSeeOther)
	return nil
}

// counterCookie keeps the token of the form that the receipt is of.
const counterCookie = "ventanilla"

// counterDraft keeps the files of a form under its token, so that an error elsewhere does not lose them.
func (s *Server) counterDraft(r *http.Request, token string, docs []foi.Document) (draft, error) {
	d := draft{token: token}
	if len(token) < 20 || len(token) > 64 {
		d.token = rand.Text()
	}
	d.hash = access.HashToken(d.token)
	if err := s.keep(r, d, docs); err != nil && foi.CodeOf(err) != foi.Conflict {
		return d, err
	}
	kept, err := s.store.Draft(r.Context(), d.hash, s.now())
	d.sent, d.docs = kept.Request, kept.Documents
	return d, err
}

func counterForm(v url.Values) view.CounterForm {
	f := view.CounterForm{Body: lines(v.Get("pedido")), Subject: oneLine(v.Get("asunto")), Name: oneLine(v.Get("nombre")), Behalf: oneLine(v.Get("enNombre")),
		Identity: oneLine(v.Get("documento")), Phone: oneLine(v.Get("telefono")), Email: strings.TrimSpace(v.Get("correo")), Address: oneLine(v.Get("direccion")),
		Channel: v.Get("canal"), Delivery: v.Get("entrega"), Format: v.Get("formato"), Zone: v.Get("zona"), Unit: v.Get("unidad"), Locale: v.Get("idioma"),
		Day: v.Get("dia"), Hour: v.Get("hora"), Late: oneLine(v.Get("demora")), Track: v.Get("via"), Distant: v.Get("lejos") != "",
		Outcome: v.Get("resultado"), Answer: lines(v.Get("respuesta"))}
	if blank(f.Answer) {
		f.Answer = ""
	}
	return f
}

// subjectOf is what the clerk wrote as the subject, else the first words of the question: the clerk has somebody waiting.
func subjectOf(f view.CounterForm) string {
	if f.Subject != "" {
		return f.Subject
	}
	subject := oneLine(f.Body)
	if words := []rune(subject); len(words) > 90 {
		subject = strings.TrimSpace(string(words[:89])) + "…"
	}
	return subject
}

// counterErrors says what does not fit, and the instant at which the request came; the zero instant when it came just now.
func (s *Server) counterErrors(f view.CounterForm) (time.Time, []view.FieldError) {
	contact := contactErrors(view.PublicForm{Name: f.Name, Identity: f.Identity, Email: f.Email, Phone: f.Phone, Address: f.Address, Delivery: f.Delivery})
	for i := range contact { // the clerk is told of the person, not of themselves
		if contact[i].Key == "ask.name" || contact[i].Key == "ask.email" || contact[i].Key == "ask.address" {
			contact[i].Key = strings.Replace(contact[i].Key, "ask.", "counter.", 1)
		}
	}
	errs := gathered(text("pedido", f.Body, askMaxBody, "counter.body"), short("asunto", f.Subject, askMaxLine), contact,
		short("enNombre", f.Behalf, askMaxLine), short("demora", f.Late, askMaxLine), trackErrors(s.inForce(), foi.Clerk, f.Track))
	bad := func(field, key string, wrong bool) {
		if wrong {
			errs = append(errs, view.FieldError{Field: field, Key: key})
		}
	}
	errs = append(errs, short("respuesta", f.Answer, deskMaxText)...)
	bad("respuesta", "counter.answer", f.Answer == "" && f.Outcome != "")
	bad("resultado", "field.outcome", f.Answer != "" && !slices.Contains(spotOutcomes(s.inForce()), f.Outcome))
	bad("canal", "counter.channel", !slices.Contains(counterChannels, foi.Channel(f.Channel)))
	bad("entrega", "ask.delivery", !slices.Contains(counterWays, f.Delivery))
	bad("formato", "counter.format", !slices.Contains(counterFormats, f.Format))
	at, err := statute.InstantIn(f.Day+" "+f.Hour, s.law.Body().Location())
	bad("dia", "counter.day", err != nil)
	now := s.now()
	bad("dia", "received_future", err == nil && at.After(now))
	if err != nil || at.Format("2006-01-02 15:04") == now.In(s.law.Body().Location()).Format("2006-01-02 15:04") {
		return time.Time{}, errs
	}
	if gone := now.Sub(at); gone > 0 && gone < 15*time.Minute && f.Late == "" { // the form was filled in while the person spoke
		return time.Time{}, errs
	}
	return at, errs
}

func counterFiling(law *statute.Statute, f view.CounterForm) foi.Filing {
	locale := f.Locale
	if locale != "en" {
		locale = "es"
	}
	return foi.Filing{Question: foi.Question{Subject: subjectOf(f), Body: f.Body}, Channel: foi.Channel(f.Channel), Locale: locale, Zone: f.Zone, UnitAsked: f.Unit, Late: f.Late,
		Track: f.Track, Distant: f.Distant && law.Distance() != nil,
		Requester: foi.Requester{Name: f.Name, Identity: f.Identity, Email: f.Email, Phone: f.Phone, Address: f.Address, Delivery: f.Delivery, Format: f.Format, Behalf: f.Behalf}}
}

// counterReceipt is the receipt to print, with the key: shown for an hour in the browser that entered the request.
func (s *Server) counterReceipt(w http.ResponseWriter, r *http.Request) error {
	cookie, err := r.Cookie(counterCookie)
	if err != nil {
		http.Redirect(w, r, "/mesa/ventanilla", http.StatusSeeOther)
		return nil
	}
	kept, err := s.store.Draft(r.Context(), access.HashToken(cookie.Value), s.now())
	if foi.CodeOf(err) == foi.NotFound || err == nil && kept.Request == 0 {
		http.Redirect(w, r, "/mesa/ventanilla", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	c, err := s.store.CaseByID(r.Context(), kept.Request)
	if err != nil {
		return err
	}
	d, err := s.reader(r.Context(), actorOf(r), c.Request.Locale)
	if err != nil {
		return err
	}
	d = d.under(s.law.Under(c.Request.Statute, c.Request.Version))
	page := view.DeskReceipt{PublicReceipt: d.receipt(c, string(access.KeyFromToken(s.pepper, cookie.Value))), Body: s.frame(r).Body, Name: c.Requester.Name,
		Behalf: c.Requester.Behalf, Follow: siteOf(r) + "/seguir", QR: "/qr/" + string(c.Request.Reference) + ".png", Case: deskURL(c.Request.Reference), Paper: "a5"}
	if err := s.saw(r.Context(), d, foi.SawReceipt, "receipt", c.Request.Reference); err != nil {
		return err
	}
	if page.Promise, err = s.promise(r, c); err != nil {
		return err
	}
	if r.URL.Query().Get("papel") == "80mm" {
		page.Paper = "80mm"
	}
	if answer := spotAnswer(c.Ledger); answer.Event != "" {
		page.Answered, page.Outcome = answer.Words.Text(), d.law.Text(d.locale, "outcome."+answer.Facts.Outcome)
	}
	open, closed := d.law.Calendar().Hours()
	page.Hours = open + "–" + closed
	for _, act := range d.law.Allowed(c.Request, c.Ledger, d.who, s.now()) {
		if act.Kind == foi.AnswerCounter {
			page.Answer = actionURL(c.Request.Reference, act)
		}
	}
	return s.render(w, r, http.StatusOK, view.DeskReceiptPage.With(page))
}

// followQR is the address at which a case is followed, as a picture that a phone reads. It has the reference, never the key.
func (s *Server) followQR(w http.ResponseWriter, r *http.Request) error {
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	code, err := qr.Encode(siteOf(r)+"/seguir?codigo="+string(ref), qr.M)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(code.PNG())
	return nil
}

// siteOf is the address of this site as the reader reached it.
func siteOf(r *http.Request) string {
	scheme := "http"
	if secure(r) {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
