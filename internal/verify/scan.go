package verify

import (
	"strings"
	"time"
)

// scanner reads JSON as the record writes it: keys in order, no spaces, nothing escaped. What is written otherwise it does not read; then
// the standard library does, and says what is wrong.
type scanner struct {
	s     string
	i     int
	begun bool // the object has a field already
}

// done tells whether all was read.
func (c *scanner) done() bool { return c.i == len(c.s) }

func (c *scanner) eat(b byte) bool {
	if c.i < len(c.s) && c.s[c.i] == b {
		c.i++
		return true
	}
	return false
}

// field goes past the name of the next field when it has that name.
func (c *scanner) field(name string) bool {
	i := c.i
	if c.begun {
		if i >= len(c.s) || c.s[i] != ',' {
			return false
		}
		i++
	}
	rest := c.s[i:]
	if n := len(name); len(rest) < n+3 || rest[0] != '"' || rest[n+1] != '"' || rest[n+2] != ':' || rest[1:n+1] != name {
		return false
	}
	c.i, c.begun = i+len(name)+3, true
	return true
}

// text reads a string of plain letters.
func (c *scanner) text() (string, bool) {
	if !c.eat('"') {
		return "", false
	}
	for i := c.i; i < len(c.s); i++ {
		switch b := c.s[i]; {
		case b == '"':
			out := c.s[c.i:i]
			c.i = i + 1
			return out, true
		case b < ' ' || b == '\\' || b >= 0x80:
			return "", false
		}
	}
	return "", false
}

func (c *scanner) anyText() bool {
	_, ok := c.text()
	return ok
}

// number reads a whole number that is not zero: zero is left out of what is written.
func (c *scanner) number() (int64, bool) {
	minus := c.eat('-')
	var n int64
	from := c.i
	for ; c.i < len(c.s) && c.s[c.i] >= '0' && c.s[c.i] <= '9'; c.i++ {
		n = n*10 + int64(c.s[c.i]-'0')
	}
	if c.i == from || c.i-from > 18 || c.s[from] == '0' {
		return 0, false
	}
	if minus {
		n = -n
	}
	return n, true
}

// yes reads true: false is left out of what is written.
func (c *scanner) yes() bool {
	if strings.HasPrefix(c.s[c.i:], "true") {
		c.i += len("true")
		return true
	}
	return false
}

// value goes past any value, an object only with its keys in order.
func (c *scanner) value() bool {
	if c.i >= len(c.s) {
		return false
	}
	switch c.s[c.i] {
	case '"':
		return c.anyText()
	case '{':
		return c.members('}', func(last string) (string, bool) {
			key, ok := c.text()
			return key, ok && (last == "" || last < key) && c.eat(':') && c.value()
		})
	case '[':
		return c.members(']', func(string) (string, bool) { return "", c.value() })
	case 't':
		return c.yes()
	}
	_, ok := c.number()
	return ok
}

func (c *scanner) members(end byte, one func(last string) (string, bool)) bool {
	c.i++
	if c.eat(end) {
		return true
	}
	for last := ""; ; {
		key, ok := one(last)
		if !ok {
			return false
		}
		if last = key; c.eat(end) {
			return true
		}
		if !c.eat(',') {
			return false
		}
	}
}

// written is how the record writes instants: UTC, whole microseconds.
const written = "2006-01-02T15:04:05.000000Z"

// instant reads an instant, in microseconds since 1970.
func instant(s string) (int64, bool) {
	if len(s) != len(written) || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' || s[26] != 'Z' {
		return 0, false
	}
	day, ok := dayOf(s[:10])
	hour, ok1 := digits(s[11:13], 23)
	minute, ok2 := digits(s[14:16], 59)
	second, ok3 := digits(s[17:19], 59)
	micro, ok4 := digits(s[20:26], 999999)
	return ((int64(day)*24+int64(hour))*60+int64(minute))*60_000_000 + int64(second)*1_000_000 + int64(micro), ok && ok1 && ok2 && ok3 && ok4
}

// dayOf reads a day written as 2026-03-23, in days since 1970.
func dayOf(s string) (int, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, ok := digits(s[:4], 9999)
	m, ok1 := digits(s[5:7], 12)
	d, ok2 := digits(s[8:], 31)
	if !ok || !ok1 || !ok2 || y < 1 || m < 1 || d < 1 || d > 28 && d > daysIn(y, m) {
		return 0, false
	}
	if m <= 2 { // years that begin in March end with the leap day
		y, m = y-1, m+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719468, true
}

func daysIn(y, m int) int { return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() }

func digits(s string, most int) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, n <= most
}
