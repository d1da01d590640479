package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/go-chi/chi/v5"

	"frontdesk"
)

// Problem is every failure's answer, after RFC 9457.
type Problem struct {
	Type   string         `json:"type" doc:"Always about:blank; the code says which kind of failure it is."`
	Title  string         `json:"title" doc:"The HTTP status in words."`
	Status int            `json:"status" doc:"The HTTP status."`
	Detail string         `json:"detail" doc:"What was wrong and why, in one sentence."`
	Code   frontdesk.Code `json:"code" doc:"The kind of failure, for programs."`
	Next   string         `json:"next,omitempty" doc:"What would work."`
	Field  string         `json:"field,omitempty" doc:"The field or parameter at fault, if it is one."`
	Errors []FieldProblem `json:"errors,omitempty" nullable:"false" doc:"All fields and parameters at fault, if there are several."`
}

// FieldProblem is what is wrong with one field or parameter. The value sent is
// not repeated: it may be a credential.
type FieldProblem struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// Error gives what may be shown; a Problem holds nothing else.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType says what a problem is.
func (p *Problem) ContentType(string) string { return problemJSON }

const (
	problemJSON = "application/problem+json"
	description = "the fields and parameters of every operation are described at /admin/openapi.json"
)

// problemOf makes the answer of a failure. The cause is not told.
func problemOf(e *frontdesk.Error) *Problem {
	p := worded(statusOf(e.Code), e.Code, e.Message, cmp.Or(e.Next, remedies[e.Code]))
	p.Field = e.Field
	return p
}

// remedies are what would work where a failure itself does not say it.
var remedies = map[frontdesk.Code]string{
	frontdesk.Invalid:     description,
	frontdesk.NotFound:    "list what there is to find the right id",
	frontdesk.Conflict:    "update or remove the one that has it",
	frontdesk.Unavailable: "try again in a while",
	frontdesk.Timeout:     "try again in a while",
	frontdesk.Internal:    "look in this program's log",
}

// statusOf gives the HTTP status of a code. That Meta does not accept our
// credentials is not the caller's fault, and so no 401 or 403.
func statusOf(c frontdesk.Code) int {
	switch c {
	case frontdesk.Invalid, frontdesk.Empty, frontdesk.TooLong, frontdesk.Rejected,
		frontdesk.Damaged, frontdesk.Encrypted, frontdesk.OverLimit, frontdesk.NoEngine, frontdesk.Gone:
		return http.StatusUnprocessableEntity
	case frontdesk.Unauthenticated:
		return http.StatusUnauthorized
	case frontdesk.Denied:
		return http.StatusForbidden
	case frontdesk.NotFound:
		return http.StatusNotFound
	case frontdesk.Conflict, frontdesk.Ambiguous, frontdesk.KeyReused, frontdesk.LeaseLost,
		frontdesk.NotRegistered, frontdesk.ManualMode, frontdesk.WindowClosed, frontdesk.NoAddress, frontdesk.OptedOut:
		return http.StatusConflict
	case frontdesk.Unsupported:
		return http.StatusUnsupportedMediaType
	case frontdesk.TooLarge:
		return http.StatusRequestEntityTooLarge
	case frontdesk.Timeout, frontdesk.Unavailable, frontdesk.Throttled, frontdesk.PairThrottled, frontdesk.HeldBack, frontdesk.Busy:
		return http.StatusServiceUnavailable
	case frontdesk.Unauthorized, frontdesk.Forbidden, frontdesk.Restricted, frontdesk.Undeliverable, frontdesk.Uncertain, frontdesk.Paced:
		return http.StatusBadGateway
	}
	return http.StatusInternalServerError
}

// answer makes the problem of an operation's failure, and logs what the
// operator cannot mend by asking differently.
func (at desk) answer(ctx context.Context, operation string, err error) error {
	p := problemOf(frontdesk.Foreseen(err))
	if p.Status >= http.StatusInternalServerError {
		at.log.LogAttrs(ctx, slog.LevelError, "an admin request failed",
			slog.String("operation", operation), slog.String("code", string(p.Code)), slog.Any("error", err))
	}
	return p
}

// adoptProblems makes the library answer its own refusals in our shape. It has
// no other way than its package variables; nothing else here uses it.
var adoptProblems = sync.OnceFunc(func() {
	huma.NewError = refused
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return refused(status, msg, errs...)
	}
})

// refused makes the problem of what the library found wrong with a request.
// Of its errors only the places and the rules broken are told, and nothing of
// one that is not about the request.
func refused(status int, msg string, errs ...error) huma.StatusError {
	switch {
	case status == http.StatusBadRequest:
		return worded(status, frontdesk.Invalid, "the body is not JSON", description)
	case status == http.StatusRequestEntityTooLarge:
		return worded(status, frontdesk.TooLarge, fmt.Sprintf("a body has at most %d bytes", MaxBody), "send less at once")
	case status == http.StatusUnsupportedMediaType:
		return worded(status, frontdesk.Unsupported, "this content type is not read here", "send application/json")
	case status == http.StatusRequestTimeout:
		return worded(status, frontdesk.Timeout, "the body did not arrive in time", "send it again")
	case msg == "cannot read request body":
		return worded(http.StatusBadRequest, frontdesk.Invalid, "the body was cut short", "send it again")
	case status >= http.StatusInternalServerError:
		return problemOf(frontdesk.Errorf(frontdesk.Internal, "something went wrong here; the log has the cause"))
	}
	p := worded(status, frontdesk.Invalid, msg, description)
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			p.Errors = append(p.Errors, fieldProblem(d.ErrorDetail()))
		}
	}
	// The library finds them in any order; the same request gets the same answer.
	slices.SortStableFunc(p.Errors, func(a, b FieldProblem) int { return strings.Compare(a.Field, b.Field) })
	if len(p.Errors) > 0 {
		p.Field, p.Detail = p.Errors[0].Field, p.Errors[0].Field+": "+p.Errors[0].Detail
	}
	return p
}

func worded(status int, code frontdesk.Code, detail, next string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Code: code, Next: next}
}

// fieldProblem names a place as the operator wrote it: "body.metadata.vip" is
// the field metadata.vip. A field that is missing is named, not its object.
func fieldProblem(d *huma.ErrorDetail) FieldProblem {
	place, field, _ := strings.Cut(d.Location, ".")
	if missing, ok := missingField(d.Message); ok {
		return FieldProblem{Field: strings.TrimPrefix(field+"."+missing, "."), Detail: "this field is required"}
	}
	return FieldProblem{Field: cmp.Or(field, place), Detail: d.Message}
}

func missingField(message string) (name string, ok bool) {
	before, after, _ := strings.Cut(validation.MsgExpectedRequiredProperty, "%s")
	if !strings.HasPrefix(message, before) || !strings.HasSuffix(message, after) {
		return "", false
	}
	return message[len(before) : len(message)-len(after)], true
}

// write answers a failure where no operation does.
func (p *Problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", problemJSON)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.Status)
	// The caller may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(p)
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	problemOf(frontdesk.Errorf(frontdesk.NotFound, "there is nothing at this path").
		WithNext("every path is listed at /admin/openapi.json")).write(w)
}

// methodNotAllowed names the methods that the path does have.
func methodNotAllowed(r chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		var allowed []string
		for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
			if r.Match(chi.NewRouteContext(), m, req.URL.Path) {
				allowed = append(allowed, m)
			}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		worded(http.StatusMethodNotAllowed, frontdesk.Invalid, "this path does not take that method",
			"use "+strings.Join(allowed, " or ")).write(w)
	}
}
