package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	callTimeout   = 10 * time.Second
	shortDeadline = 50 * time.Millisecond
	promptAnswer  = 1500 * time.Millisecond // the server delays each call by more than this
	manyCalls     = 200
)

func runCases(client add, concurrent, deadline bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	if deadline {
		report("deadline", checkDeadline(ctx, client))
		return nil
	}
	sum := func(name string, a, b, want int64, wantErr error) {
		got, err := client.Sum(ctx, a, b)
		report(name, check(got, err, want, wantErr))
	}
	concat := func(name, a, b, want string, wantErr error) {
		got, err := client.Concat(ctx, a, b)
		report(name, check(got, err, want, wantErr))
	}
	sum("sum", 1, 2, 3, nil)
	sum("sum negative", -5, 2, -3, nil)
	sum("sum to zero", -2, 2, 0, nil)
	sum("sum large", 2147483646, 1, 2147483647, nil)
	sum("two zeroes", 0, 0, 0, errTwoZeroes)
	sum("overflow", 2147483647, 1, 0, errIntOverflow)
	sum("underflow", -2147483648, -1, 0, errIntOverflow)
	concat("concat", "a", "b", "ab", nil)
	concat("concat empty", "", "", "", nil)
	concat("concat UTF-8", "é\"\n", "😀", "é\"\n😀", nil)
	concat("too long", "abcdef", "ghijk", "", errMaxSizeExceeded)
	report("many", many(ctx, client, concurrent))
	return nil
}

func check[Value comparable](got Value, err error, want Value, wantErr error) error {
	var business businessError
	switch {
	case wantErr == nil && err != nil:
		return err
	case wantErr != nil && err == nil:
		return fmt.Errorf("got %v instead of the error %q", got, wantErr)
	case wantErr != nil && !(errors.As(err, &business) && business == wantErr):
		return fmt.Errorf("got the error %q instead of %q", err, wantErr)
	case wantErr == nil && got != want:
		return fmt.Errorf("got %v instead of %v", got, want)
	}
	return nil
}

// Many calls, at the same time where the client allows it: each must get its own answer.
func many(ctx context.Context, client add, concurrent bool) error {
	failures := make(chan error, manyCalls)
	var calls sync.WaitGroup
	for i := int64(1); i <= manyCalls; i++ {
		call := func(i int64) {
			defer calls.Done()
			if got, err := client.Sum(ctx, i, 1000); err != nil || got != i+1000 {
				failures <- fmt.Errorf("%d + 1000: got %d, %v", i, got, err)
			}
		}
		calls.Add(1)
		if concurrent {
			go call(i)
		} else {
			call(i)
		}
	}
	calls.Wait()
	select {
	case failure := <-failures:
		return failure
	default:
		return nil
	}
}

func checkDeadline(ctx context.Context, client add) error {
	start := time.Now()
	got, err := client.Sum(context.WithValue(ctx, deadlineToSend{}, shortDeadline), 1, 2)
	took := time.Since(start)
	switch {
	case err == nil:
		return fmt.Errorf("got %d after %v", got, took)
	case took > promptAnswer:
		return fmt.Errorf("only after %v: %v", took, err)
	case !strings.Contains(strings.ToLower(err.Error()), "deadline"):
		return err
	}
	return nil
}

func report(name string, failure error) {
	detail := ""
	if failure != nil {
		detail = failure.Error()
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]interface{}{"case": name, "ok": failure == nil, "detail": detail})
}
