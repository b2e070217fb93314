package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The field of HTTP and the header of Thrift that carry the time that is left, in gRPC's format: `50m` is 50 ms.
const deadlineField = "grpc-timeout"

// The key of the time, a time.Duration, that a client sends along. The context itself has no such deadline, so that it
// is the server that has to notice; only gRPC sends that of the context.
type deadlineToSend struct{}

func deadlineOnWire(ctx context.Context) (string, bool) {
	timeout, ok := ctx.Value(deadlineToSend{}).(time.Duration)
	return fmt.Sprintf("%dm", timeout.Milliseconds()), ok
}

func deadlineAsField(ctx context.Context, r *http.Request) context.Context {
	if timeout, ok := deadlineOnWire(ctx); ok {
		r.Header.Set(deadlineField, timeout)
	}
	return ctx
}

// The context of a call that came with the field; milliseconds are the only unit that these servers know.
func receivedDeadline(ctx context.Context, field string) (context.Context, context.CancelFunc) {
	if timeout, err := time.ParseDuration(strings.TrimSuffix(field, "m") + "ms"); err == nil {
		return context.WithTimeout(ctx, timeout)
	}
	return context.WithCancel(ctx)
}

func withDeadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := receivedDeadline(r.Context(), r.Header.Get(deadlineField))
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
