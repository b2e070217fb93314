package main

import (
	"context"
	"errors"
	"math"
	"time"
)

// The add service. A client of it returns a businessError for what the service refuses, and another error for a call
// that failed.
type add interface {
	Sum(ctx context.Context, a, b int64) (int64, error)
	Concat(ctx context.Context, a, b string) (string, error)
}

type businessError string

func (e businessError) Error() string { return string(e) }

const (
	errTwoZeroes       = businessError("can't sum two zeroes")
	errIntOverflow     = businessError("integer overflow")
	errMaxSizeExceeded = businessError("result exceeds maximum size")
)

// The service itself, with the limits of Go kit's example.
type rules struct {
	delay time.Duration // of Sum
}

func (r rules) Sum(ctx context.Context, a, b int64) (int64, error) {
	if r.delay > 0 {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(r.delay):
		}
	}
	if a == 0 && b == 0 {
		return 0, errTwoZeroes
	}
	if (b > 0 && a > math.MaxInt32-b) || (b < 0 && a < math.MinInt32-b) {
		return 0, errIntOverflow
	}
	return a + b, nil
}

func (rules) Concat(_ context.Context, a, b string) (string, error) {
	if len(a)+len(b) > 10 {
		return "", errMaxSizeExceeded
	}
	return a + b, nil
}

// Splits an error into the text that travels in a reply, and what fails the call.
func reply(err error) (string, error) {
	var business businessError
	if errors.As(err, &business) {
		return string(business), nil
	}
	return "", err
}

// The error that the text in a reply stands for.
func replied(text string) error {
	if text == "" {
		return nil
	}
	return businessError(text)
}
