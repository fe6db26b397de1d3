package letter

import "strings"

// BlockKind is what a part of a letter is.
type BlockKind string

// The parts of a letter: that is all the markup there is.
const (
	Heading   BlockKind = "heading"   // a line that begins with "# "
	Paragraph BlockKind = "paragraph" // lines up to an empty one
	Item      BlockKind = "item"      // a line that begins with "- "
	Row       BlockKind = "row"       // a fact beside its name; no text makes one
)

// Block is one part of a letter.
type Block struct {
	Kind BlockKind
	Text string // a paragraph's lines are kept apart by "\n", a row's name and fact by "\t"
}

// Blocks reads the parts of a text.
func Blocks(text string) []Block {
	var out []Block
	open := false // a paragraph that the next line continues
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		head, isHead := strings.CutPrefix(line, "# ")
		item, isItem := strings.CutPrefix(line, "- ")
		line = strings.ReplaceAll(line, string(guard), "")
		switch {
		case line == "":
			open = false
		case isHead:
			out, open = append(out, Block{Heading, strings.TrimSpace(head)}), false
		case isItem:
			out, open = append(out, Block{Item, strings.TrimSpace(item)}), false
		case open:
			out[len(out)-1].Text += "\n" + line
		default:
			out, open = append(out, Block{Paragraph, line}), true
		}
	}
	return out
}

// Lines are the lines of a part.
func (b Block) Lines() []string { return strings.Split(b.Text, "\n") }
