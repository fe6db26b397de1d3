package server

import (
	"regexp"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// priced is a fee in words.
func priced(f foi.Facts) view.Sentence {
	if f.Fee == 0 {
		return view.Verbatim("")
	}
	return view.Say("money", "Amount", view.Money{Hundredths: f.Fee, Currency: f.Currency})
}

// money is an amount as people write it: "25", "25,5", "25.50"; grouped has its digits in threes, as pages print it: "1.250", "1.250,50",
// "1,250.50". Whether "1,250" is much or little nobody can tell: it is refused.
var money, grouped = regexp.MustCompile(`^([0-9]{1,7})(?:[.,]([0-9]{1,2}))?$`), regexp.MustCompile(`^[0-9]{1,3}(?:(?:\.[0-9]{3})+(?:,[0-9]{1,2})?|(?:,[0-9]{3})+\.[0-9]{1,2})$`)

// hundredths reads an amount of money as people write it; 0 when it is none.
func hundredths(s string) int {
	s = strings.Join(strings.Fields(s), "")
	if grouped.MatchString(s) {
		s = strings.ReplaceAll(s, s[strings.IndexAny(s, ".,"):][:1], "")
	}
	m := money.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	whole, _ := strconv.Atoi(m[1])             // digits
	part, _ := strconv.Atoi((m[2] + "00")[:2]) // digits
	return whole*100 + part
}
