package main

import (
	"context"

	"github.com/go-kit/kit/endpoint"
)

// The requests and responses of the endpoints, and their JSON.
type (
	sumRequest struct {
		A int64 `json:"a"`
		B int64 `json:"b"`
	}
	concatRequest struct {
		A string `json:"a"`
		B string `json:"b"`
	}
	sumResponse struct {
		V int64 `json:"v"`
	}
	concatResponse struct {
		V string `json:"v"`
	}
)

func sumEndpoint(service add) endpoint.Endpoint {
	return func(ctx context.Context, request interface{}) (interface{}, error) {
		sum := request.(sumRequest)
		v, err := service.Sum(ctx, sum.A, sum.B)
		return sumResponse{v}, err
	}
}

func concatEndpoint(service add) endpoint.Endpoint {
	return func(ctx context.Context, request interface{}) (interface{}, error) {
		concat := request.(concatRequest)
		v, err := service.Concat(ctx, concat.A, concat.B)
		return concatResponse{v}, err
	}
}

// A client whose methods are endpoints, as Go kit's example has it.
type endpoints struct {
	sum, concat endpoint.Endpoint
}

func (e endpoints) Sum(ctx context.Context, a, b int64) (int64, error) {
	response, err := e.sum(ctx, sumRequest{a, b})
	if err != nil {
		return 0, err
	}
	return response.(sumResponse).V, nil
}

func (e endpoints) Concat(ctx context.Context, a, b string) (string, error) {
	response, err := e.concat(ctx, concatRequest{a, b})
	if err != nil {
		return "", err
	}
	return response.(concatResponse).V, nil
}
