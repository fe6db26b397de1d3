package verify

import "net/http"

// Over lets a test see what is asked for.
func (l *Log) Over(t http.RoundTripper) { l.http.Transport = t }
