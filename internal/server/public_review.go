package server

import (
	"net/http"
	"slices"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// appealPage lets the person who asked take a remedy against the answer or the silence.
func (s *Server) appealPage(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		return s.showAppeal(w, r, http.StatusOK, c, d, foi.Action{}, nil)
	})(w, r)
}

func (s *Server) showAppeal(w http.ResponseWriter, r *http.Request, status int, c foi.Case, d deskReader, typed foi.Action, errs []view.FieldError) error {
	page := view.PublicAppeal{Reference: c.Request.Reference, Subject: c.Question.Subject, Errors: errs,
		Grounds: view.DeskText{Name: "fundamento", Label: "review.grounds", Hint: "review.grounds.hint", Value: typed.Words.Text(), Rows: 10, Max: askMaxBody}}
	page.Kept = s.sealedFiles(c.Request.Reference, foi.TheCitizen(), typed.Documents)
	open := d.law.Reviewable(c.Ledger, d.today)
	for _, x := range open {
		page.Remedies = append(page.Remedies, view.Choice{Value: x.Key, Text: view.Verbatim(d.law.Text(d.locale, "remedy."+x.Key)),
			Hint: d.until(x), Chosen: x.Key == typed.Remedy || len(open) == 1})
	}
	page.Explained = d.explained(open)
	if len(open) == 0 {
		none := view.Say("error.remedy_not_open")
		for _, x := range d.law.Recourses(c.Ledger, d.today) {
			if x.Until >= d.today && x.Decide == nil {
				none = view.Say("review.outside", "Remedy", d.remedy(d.locale, x.Code), "Day", x.Until)
				break
			} else if !x.Until.IsZero() && x.Until < d.today {
				none = view.Say("review.over", "Remedy", d.remedy(d.locale, x.Code), "Day", x.Until)
			}
		}
		page.Refused = &none
	}
	return s.render(w, r, status, view.PublicAppealPage.With(page))
}

// explained says of each remedy of the law what it is, by the law's own words where there are any.
func (d deskReader) explained(open []statute.Window) []view.PublicRecourse {
	var out []view.PublicRecourse
	for _, r := range d.law.Remedies() {
		x := view.PublicRecourse{Name: d.remedy(d.locale, r.Code), What: d.law.Text(d.locale, "remedy."+r.Code+".what"), Who: d.law.Text(d.locale, "remedy."+r.Code+".who"),
			Cite: r.Cite.Article, ToConfirm: r.Cite.Certainty == "to_confirm", Here: r.File != nil && r.Decide != nil,
			Open: slices.ContainsFunc(open, func(w statute.Window) bool { return w.Key == r.Code })}
		if r.File != nil {
			x.Cite, x.ToConfirm = r.File.Cite.Article, r.File.Cite.Certainty == "to_confirm"
			x.File = view.Say("term."+r.File.Unit, "Count", r.File.Amount)
		}
		if r.Decide != nil {
			x.Decide = view.Say("term."+r.Decide.Unit, "Count", r.Decide.Amount)
		}
		if r.Silence != "" && r.Silence != "none" {
			x.Silence = "review.silence." + r.Silence
		}
		out = append(out, x)
	}
	return out
}

// appealDo files the remedy: a case of its own, opened by the same key.
func (s *Server) appealDo(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		values, docs, err := s.readFiles(r, c.Request.Reference, foi.TheCitizen(), true)
		act := foi.Action{Kind: foi.FileReview, Remedy: values.Get("recurso"), Words: foi.Words{"text": lines(values.Get("fundamento"))}, Documents: docs}
		refuse := func(errs []view.FieldError) error {
			return s.showAppeal(w, r, http.StatusUnprocessableEntity, c, d, act, errs)
		}
		if err != nil {
			if errs := formErrors(err); errs != nil {
				return refuse(errs)
			}
			return err
		}
		errs := text("fundamento", act.Words.Text(), askMaxBody, "review.grounds")
		if act.Remedy == "" {
			errs = append([]view.FieldError{{Field: "recurso", Key: "field.remedy"}}, errs...)
		}
		if len(errs) > 0 {
			return refuse(errs)
		}
		q := foi.Question{Subject: d.remedy(c.Request.Locale, act.Remedy) + ": " + c.Question.Subject, Body: act.Words.Text()}
		mac := func(ref foi.Reference) []byte { return access.MAC(s.pepper, ref, access.NewKey()) } // the first case's key opens it
		docs, act.Documents = act.Documents, nil                                                    // they are the new case's
		req, err := s.desk.FileReview(r.Context(), c.Request.ID, act, q, docs, foi.Web, foi.TheCitizen(), mac)
		if reason, ok := (deskNames{}).refusal(err); ok {
			return refuse([]view.FieldError{{Field: "recurso", Key: reason.Key[len("error."):], Args: reason.Args}})
		}
		if err != nil {
			return err
		}
		http.Redirect(w, r, caseURL(req.Reference)+"?hecho=recurso", http.StatusSeeOther)
		return nil
	})(w, r)
}

// opinionDo keeps whether the answer helped.
func (s *Server) opinionDo(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		values, _, err := s.readForm(r, false)
		if err != nil {
			return err
		}
		helped := values.Get("sirvio")
		if (helped == "yes" || helped == "partly" || helped == "no") && lastEntry(c.Ledger, foi.Delivered).Seq != 0 {
			if err := s.store.SaveOpinion(r.Context(), c.Request.ID, helped, "", s.now()); err != nil {
				return err
			}
		}
		http.Redirect(w, r, caseURL(c.Request.Reference)+"?hecho=opinion", http.StatusSeeOther)
		return nil
	})(w, r)
}

// localeDo changes the language in which the person is written to.
func (s *Server) localeDo(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		values, _, err := s.readForm(r, false)
		if err != nil {
			return err
		}
		if locale := values.Get("idioma"); locale == "es" || locale == "en" {
			if err := s.store.SetLocale(r.Context(), c.Request.ID, locale); err != nil {
				return err
			}
		}
		http.Redirect(w, r, caseURL(c.Request.Reference)+"?hecho=idioma", http.StatusSeeOther)
		return nil
	})(w, r)
}
