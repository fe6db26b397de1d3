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

var money = regexp.MustCompile(`^([0-9]{1,7})(?:[.,]([0-9]{1,2}))?$`)

// hundredths reads an amount of money as people write it, "25", "25,5" or "25.50"; 0 when it is none.
func hundredths(s string) int {
	m := money.FindStringSubmatch(strings.ReplaceAll(s, " ", ""))
	if m == nil {
		return 0
	}
	whole, _ := strconv.Atoi(m[1])             // digits
	part, _ := strconv.Atoi((m[2] + "00")[:2]) // digits
	return whole*100 + part
}
