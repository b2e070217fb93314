package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/go-kit/kit/endpoint"
)

type address struct {
	ID       string `json:"id"`
	Location string `json:"location"`
}

// profile has some of everything that JSON has.
type profile struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Addresses []address `json:"addresses"`
	Age       int       `json:"age"`
	Score     float64   `json:"score"`
	Tags      []string  `json:"tags"`
}

func makeProfileEndpoint() endpoint.Endpoint {
	return func(_ context.Context, request interface{}) (interface{}, error) {
		p := request.(profile)
		p.Name = strings.ToUpper(p.Name)
		return p, nil
	}
}

func decodeProfile(_ context.Context, r *http.Request) (interface{}, error) {
	var request profile
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		return nil, err
	}
	return request, nil
}
