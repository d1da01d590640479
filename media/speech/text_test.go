package speech

import "testing"

func TestOnlyWhatWasSaidIsLeft(t *testing.T) {
	for written, want := range map[string]string{
		"":              "",
		"\n \n":         "",
		"hello world\n": "hello world",
		"[00:00:00.000 --> 00:00:02.500]   Hello,\n[00:00:02.500 --> 00:00:04.000]   two pizzas.\n": "Hello, two pizzas.",
		"[00:00.000 --> 00:02.500] Hello":                           "Hello",
		"[00:00:00,000 --> 00:00:02,500] [BLANK_AUDIO]":             "",
		"[BLANK_AUDIO]\n(silence)\n[ Silence ]\n[MUSIC]\n*music*\n": "",
		"[MUSIC PLAYING] hello (inaudible) there":                   "hello there",
		"<s> hello <sil> there </s>":                                "hello there",
		"<|startoftranscript|><|en|> hello [_TT_100]":               "hello",
		"++NOISE++ hello ++BREATH++":                                "hello",
		"(speaking in a foreign language)":                          "",
		"[door closes]\nwho is there":                               "who is there",
		"call me (the blue one) at [5]":                             "call me (the blue one) at [5]",
		"♪ ♪":                                                       "",
		"...":                                                       "",
		"I would pay 5 < 6 dollars":                                 "I would pay 5 < 6 dollars",
		"bad \xff byte\x00":                                         "bad byte",
		`{"b":0.06,"d":3.4,"p":1.000,"t":"go forward","w":[{"t":"<s>"}]}` + "\n" + `{"p":0.5,"t":"ten meters"}`: "go forward ten meters",
		`{"p":1,"t":""}`:  "",
		`{"no":"speech"}`: `{"no":"speech"}`,
	} {
		if got, _ := read([]byte(written)); got != want {
			t.Errorf("%q is read as %q", written, got)
		}
	}
}

func TestHowSureAnEngineIs(t *testing.T) {
	for written, want := range map[string]float64{
		"hello": 0, `{"p":1,"t":"a"}` + "\n" + `{"p":0.5,"t":"b"}`: 0.75, `{"p":7,"t":"a"}`: 1, `{"p":-7,"t":"a"}`: 0, `{"p":1,"t":""}`: 0,
	} {
		if _, got := read([]byte(written)); got != want {
			t.Errorf("%q: %v", written, got)
		}
	}
}
