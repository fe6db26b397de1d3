package access

import (
	"strconv"
	"strings"
	"time"

	"qhana/internal/foi"
)

// waitError tells how many seconds to wait before the next try.
func waitError(wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	return &foi.Error{Code: foi.Forbidden, Key: "login.wait", Field: "login", Args: map[string]string{"seconds": strconv.Itoa(seconds)}}
}

// loginName is the name under which guesses for a login are counted.
func loginName(login string) string {
	name := strings.ToLower(strings.TrimSpace(login))
	return "login:" + name[:min(len(name), 100)]
}
