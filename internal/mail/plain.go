package mail

import (
	"bytes"

	gomail "github.com/wneessen/go-mail"
)

// PlainText is the text part of a whole message, for the page that shows what would have been sent; "" when it has none.
func PlainText(raw []byte) (string, error) {
	msg, err := gomail.EMLToMsgFromReader(bytes.NewReader(raw))
	if err != nil {
		return "", err
	}
	for _, part := range msg.GetParts() {
		if part.GetContentType() == gomail.TypeTextPlain {
			b, err := part.GetContent()
			return string(b), err
		}
	}
	return "", nil
}
