package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/go-kit/kit/endpoint"
	"github.com/go-kit/kit/log"
	"github.com/go-kit/kit/ratelimit"
	kithttp "github.com/go-kit/kit/transport/http"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/time/rate"
	"gopkg.in/eapache/go-resiliency.v1/breaker"
)

// surroundings are what users of Go kit put around an endpoint, in the order of its addsvc: instrumenting, logging,
// breaker, limiter. Debian has neither Go kit's breakers nor its metrics: the breaker is eapache's, and the metrics are
// those of client_golang that Go kit's would only wrap.
type surroundings struct {
	logger   log.Logger
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

func newSurroundings(path string) (*surroundings, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	logger := log.NewLogfmtLogger(log.NewSyncWriter(file))
	s := &surroundings{
		logger: log.With(logger, "ts", log.DefaultTimestampUTC),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "request_count", Help: "Number of requests received.",
		}, []string{"method", "error"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "request_duration_seconds", Help: "Request duration in seconds.",
		}, []string{"method", "success"}),
	}
	prometheus.MustRegister(s.requests, s.duration)
	return s, nil
}

func (s *surroundings) around(method string, next endpoint.Endpoint) endpoint.Endpoint {
	next = ratelimit.NewErroringLimiter(rate.NewLimiter(rate.Limit(1_000_000), 1_000_000))(next)
	next = breaking(breaker.New(6, 1, time.Minute))(next)
	next = s.logging(log.With(s.logger, "method", method))(next)
	return s.instrumenting(method)(next)
}

func breaking(b *breaker.Breaker) endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		return func(ctx context.Context, request interface{}) (response interface{}, err error) {
			err = b.Run(func() (err error) {
				response, err = next(ctx, request)
				return err
			})
			return response, err
		}
	}
}

func (s *surroundings) logging(logger log.Logger) endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		return func(ctx context.Context, request interface{}) (response interface{}, err error) {
			defer func(begin time.Time) {
				logger.Log("transport_error", err, "took", time.Since(begin))
			}(time.Now())
			return next(ctx, request)
		}
	}
}

func (s *surroundings) instrumenting(method string) endpoint.Middleware {
	return func(next endpoint.Endpoint) endpoint.Endpoint {
		return func(ctx context.Context, request interface{}) (response interface{}, err error) {
			defer func(begin time.Time) {
				s.requests.WithLabelValues(method, fmt.Sprint(err != nil)).Inc()
				s.duration.WithLabelValues(method, fmt.Sprint(err == nil)).Observe(time.Since(begin).Seconds())
			}(time.Now())
			return next(ctx, request)
		}
	}
}

func serveFull(mux *http.ServeMux, svc StringService, logPath string) error {
	s, err := newSurroundings(logPath)
	if err != nil {
		return err
	}
	mux.Handle("/uppercase", kithttp.NewServer(
		s.around("uppercase", makeUppercaseEndpoint(svc)), decodeUppercaseRequest, kithttp.EncodeJSONResponse))
	mux.Handle("/count", kithttp.NewServer(
		s.around("count", makeCountEndpoint(svc)), decodeCountRequest, kithttp.EncodeJSONResponse))
	mux.Handle("/metrics", promhttp.Handler())
	return nil
}
