package admin

import (
	"slices"

	"frontdesk"
)

// Page is what every list is asked by.
type Page struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"The next_cursor of the page before; none for the first page."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many to answer at most."`
}

// list is what every list answers.
type list[T any] struct {
	Body List[T]
}

// List is a page of it.
type List[T any] struct {
	Items      []T    `json:"items" nullable:"false"`
	NextCursor string `json:"next_cursor,omitempty" doc:"Give it as cursor for the next page; absent on the last."`
}

// listed makes an answer of what a store gave; no items are an empty list.
func listed[F, T any](from []F, shape func(F) T, next string) *list[T] {
	items := make([]T, len(from))
	for i, f := range from {
		items[i] = shape(f)
	}
	return &list[T]{Body: List[T]{Items: items, NextCursor: next}}
}

// after leaves out of a whole list what the pages before had, up to the one
// that the cursor names.
func after[T any](all []T, cursor string, id func(T) string) ([]T, error) {
	if cursor == "" {
		return all, nil
	}
	last := slices.IndexFunc(all, func(t T) bool { return id(t) == cursor })
	if last < 0 {
		return nil, badCursor()
	}
	return all[last+1:], nil
}

// upTo gives the first page of what is left, and the cursor of the next.
func upTo[T any](limit int, all []T, id func(T) string) (page []T, next string) {
	page = all[:min(limit, len(all))]
	return page, cursorOf(page, len(page) < len(all), id)
}

// cursorOf gives the cursor of the page after this one, if there is more.
func cursorOf[T any](page []T, more bool, id func(T) string) string {
	if !more || len(page) == 0 {
		return ""
	}
	return id(page[len(page)-1])
}

func badCursor() *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, "this cursor was not given by a page of this list").
		WithField("cursor").WithNext("give the next_cursor of the page before, or none for the first page")
}
