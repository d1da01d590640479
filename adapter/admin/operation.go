package admin

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// desk is where operations are registered.
type desk struct {
	api huma.API
	log *slog.Logger
}

// register binds a handler to a route. Handlers return errors; this is the one
// place that turns them into answers.
func register[I, O any](at desk, method, path string, o huma.Operation, handle func(context.Context, *I) (*O, error)) {
	o.Method, o.Path = method, path
	if o.MaxBodyBytes == 0 {
		o.MaxBodyBytes = MaxBody + 1 // the library refuses what reaches the limit, not what passes it
	}
	o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusServiceUnavailable)
	if strings.Contains(path, "{id}") {
		o.Errors = append(o.Errors, http.StatusNotFound)
	}
	if method == http.MethodPost || method == http.MethodPatch {
		o.Errors = append(o.Errors, http.StatusBadRequest, http.StatusConflict,
			http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	huma.Register(at.api, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, at.answer(ctx, o.OperationID, err)
		}
		return out, nil
	})
}

// op describes an operation for the OpenAPI document.
func op(id, tag, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Tags: []string{tag}, Summary: summary}
}

// ofSomebody is an operation whose query names a contact, who may not be found or
// be several.
func ofSomebody(o huma.Operation) huma.Operation {
	o.Errors = append(o.Errors, http.StatusNotFound, http.StatusConflict)
	return o
}

func created(id, tag, summary string) huma.Operation {
	o := op(id, tag, summary)
	o.DefaultStatus = http.StatusCreated
	return o
}

func gone(id, tag, summary string) huma.Operation {
	o := op(id, tag, summary)
	o.DefaultStatus = http.StatusNoContent
	return o
}

// ByID names one thing.
type ByID struct {
	ID string `path:"id" maxLength:"64"`
}

// nothing is the answer of what leaves nothing to say.
type nothing struct{}
