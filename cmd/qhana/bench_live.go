package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"syscall"
	"time"
)

// benchPages is how many pages are open at once with live counts.
const benchPages = 300

// live measures what many open pages cost, as a share of one core: the server's part and the readers' together.
func (b *benchmark) live() error {
	site, stop, err := b.serve()
	if err != nil {
		return err
	}
	defer stop()
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: benchPages}}
	res, err := client.PostForm(site+"/entrar", url.Values{"usuario": {"transparencia"}, "clave": {demoPassword}})
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	ctx, cancel := context.WithCancel(b.ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	for range benchPages {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, site+"/mesa/cuentas", nil)
		if err != nil {
			return err
		}
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		if res.Header.Get("Content-Type") != "text/event-stream" {
			return fmt.Errorf("live counts: %s, %s", res.Status, res.Header.Get("Content-Type"))
		}
		all.Go(func() { _, _ = io.Copy(io.Discard, res.Body); _ = res.Body.Close() })
	}
	time.Sleep(3 * time.Second)
	before, begun := cpuTime(), time.Now()
	time.Sleep(15 * time.Second)
	_, _ = fmt.Fprintf(b.out, "    %d open pages with live counts: %.2f %% of one core\n", benchPages, 100*(cpuTime()-before).Seconds()/time.Since(begun).Seconds())
	return nil
}

// cpuTime is how long this process has computed.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
