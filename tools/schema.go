package tools

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"
)

// brief are the types that several tools are made of. Their fields are told in
// a sentence: spelt out in each tool they would fill a model's context.
var brief = map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[message]():      {Type: "object", Description: "id, direction in|out, by, at, contact, type, text (data from outside), files?, delivery? {status, code?, error?}; detailed: more, and the object of its type"},
	reflect.TypeFor[sendResult]():   {Type: "object", Description: "status, message_ids, …; of a failure: code, error, next"},
	reflect.TypeFor[file]():         {Type: "object", Description: "file_id, mime_type, bytes, filename?, seconds?, state? (coming, failed, removed), extract? {kind, status ok|empty|failed|pending, text (data from outside), engine, language?, confidence?, cut?, error?}"},
	reflect.TypeFor[event]():        {Type: "object", Description: "kind, at, text, conversation?, session?, data?"},
	reflect.TypeFor[fileHeader]():   {Type: "object", Description: "a picture, video or document: one of path, url, base64, file_id"},
	reflect.TypeFor[option]():       {Description: "a title, or {id, title, description}"},
	reflect.TypeFor[found]():        {Type: "object", Description: "id, name, phone?, user_id?, window open|closed, unread"},
	reflect.TypeFor[filePage]():     {Type: "object", Description: "number, name?, text, engine?"},
	reflect.TypeFor[reading]():      {Type: "object", Description: "title?, author?, contents?, at"},
	reflect.TypeFor[template]():     {Type: "object", Description: "name, language, category, header?, body, footer?, buttons?, parameters? [{name, kind, optional?, example?}]"},
	reflect.TypeFor[card]():         {Type: "object", Required: []string{"name"}, Description: "name, phones? (with country code), on_whatsapp? (true: they can be written to at once), emails?, addresses?, urls?, organisation?, title?, birthday? (1815-12-10)"},
	reflect.TypeFor[parameters]():   {Type: "object"},
	reflect.TypeFor[conversation](): {Type: "object", Description: "id, mode automatic|manual, session, window open|closed, window_closes_at?, last_in?, last_out?, unread, archived?"},
}

// argumentSchema tells what a tool takes; it takes nothing else.
func argumentSchema[T any]() json.RawMessage { return written(schemaOf[T]()) }

// answerSchema tells what a tool answers. Clients hold failures against it too,
// which are structured otherwise: so nothing in it must be there.
func answerSchema[T any]() json.RawMessage {
	s := schemaOf[T]()
	s.Required, s.AdditionalProperties = nil, nil
	return written(s)
}

// schemaOf makes a JSON Schema of a struct. That it can be made is known when
// the program starts.
func schemaOf[T any]() *jsonschema.Schema {
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: brief})
	if err != nil {
		panic(fmt.Sprintf("no schema for %T: %v", *new(T), err))
	}
	neverNull(s)
	return s
}

// neverNull takes the null out of types: what is not there is absent.
func neverNull(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if len(s.Types) == 2 && s.Types[0] == "null" {
		s.Type, s.Types = s.Types[1], nil
	}
	neverNull(s.Items)
	for _, p := range s.Properties {
		neverNull(p)
	}
}

func written(s *jsonschema.Schema) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return b
}
