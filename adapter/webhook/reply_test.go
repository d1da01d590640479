package webhook

import (
	"encoding/json"
	"strings"
	"testing"

	"frontdesk"
)

func form(t *testing.T, response string) frontdesk.FormReply {
	t.Helper()
	heard, err := parser.Parse(wrap(`{"from":"1","id":"a","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","response_json":` + response + `}}}`))
	if err != nil || len(heard) != 1 || heard[0].Message == nil {
		t.Fatalf("%v, %v", heard, err)
	}
	f, ok := heard[0].Message.Content.(frontdesk.FormReply)
	if !ok {
		t.Fatalf("%s was read as %T", response, heard[0].Message.Content)
	}
	return f
}

func TestAnswersOfAFormInEveryShape(t *testing.T) {
	for response, line := range map[string]string{
		`"{\"name\":\"Ada\"}"`: "Filled in the form: name = Ada",
		`{"name":"Ada"}`:       "Filled in the form: name = Ada",
		`"name: Ada"`:          "Filled in the form: answer = name: Ada",
		`""`:                   "Filled in the form",
		`null`:                 "Filled in the form",
		`"{}"`:                 "Filled in the form",
	} {
		if got := form(t, response).Line(); got != line {
			t.Errorf("%s says %q, want %q", response, got, line)
		}
	}
}

// The string hides its depth from the decoder of the body; what is kept must be
// readable all the same.
func TestAFormMayNestSoDeepAndIsKeptAsWordsBelow(t *testing.T) {
	for depth, object := range map[int]bool{maxNesting: true, maxNesting + 1: false, 20_000: false} {
		deep := strings.Repeat(`{"a[\"{":`, depth) + "1" + strings.Repeat("}", depth)
		quoted, err := json.Marshal(deep)
		if err != nil {
			t.Fatal(err)
		}
		f := form(t, string(quoted))
		if got := f.Response[0] == '{'; got != object {
			t.Errorf("%d levels are kept as an object: %v", depth, got)
		}
		kept, err := frontdesk.MarshalContent(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := frontdesk.UnmarshalContent(f.Type(), kept); err != nil {
			t.Errorf("%d levels cannot be read again: %v", depth, err)
		}
	}
}
