package view

import (
	"bytes"
	"context"
	"sync"

	"github.com/goccy/go-graphviz"

	"qhana/internal/i18n"
)

// drawing is held while something is drawn: the library has one Graphviz for the whole process, and two drawings at once break it for good.
var drawing sync.Mutex

// Drawing lays out a graph in the language of Graphviz and returns it as SVG. The layout is Graphviz itself, which the library
// carries inside. One that is begun is finished, though nobody waits for it any more.
func Drawing(ctx context.Context, dot string) ([]byte, error) {
	drawing.Lock()
	defer drawing.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	g, err := graphviz.New(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = g.Close() }()
	graph, err := graphviz.ParseBytes([]byte(dot))
	if err != nil {
		return nil, err
	}
	defer func() { _ = graph.Close() }()
	var out bytes.Buffer
	if err := g.Render(ctx, graph, graphviz.SVG, &out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// DiagramWords are the words of a diagram in a language.
func DiagramWords(locale string) func(key string, n int) string {
	words := i18n.Of(locale)
	return func(key string, n int) string {
		if n > 0 {
			return words.N(key, n)
		}
		return words.T(key, nil)
	}
}
