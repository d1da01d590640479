package openai

import "strings"

// languages are those that Whisper knows, by the names it answers with.
//
// Source: https://github.com/openai/whisper/blob/main/whisper/tokenizer.py
var languages = func() map[string]string {
	const list = `english en chinese zh german de spanish es russian ru korean ko french fr japanese ja portuguese pt
		turkish tr polish pl catalan ca dutch nl arabic ar swedish sv italian it indonesian id hindi hi finnish fi
		vietnamese vi hebrew he ukrainian uk greek el malay ms czech cs romanian ro danish da hungarian hu tamil ta
		norwegian no thai th urdu ur croatian hr bulgarian bg lithuanian lt latin la maori mi malayalam ml welsh cy
		slovak sk telugu te persian fa latvian lv bengali bn serbian sr azerbaijani az slovenian sl kannada kn
		estonian et macedonian mk breton br basque eu icelandic is armenian hy nepali ne mongolian mn bosnian bs
		kazakh kk albanian sq swahili sw galician gl marathi mr punjabi pa sinhala si khmer km shona sn yoruba yo
		somali so afrikaans af occitan oc georgian ka belarusian be tajik tg sindhi sd gujarati gu amharic am
		yiddish yi lao lo uzbek uz faroese fo haitian_creole ht pashto ps turkmen tk nynorsk nn maltese mt sanskrit sa
		luxembourgish lb myanmar my tibetan bo tagalog tl malagasy mg assamese as tatar tt hawaiian haw lingala ln
		hausa ha bashkir ba javanese jv sundanese su cantonese yue`
	words := strings.Fields(list)
	all := make(map[string]string, len(words)/2)
	for i := 0; i < len(words); i += 2 {
		all[strings.ReplaceAll(words[i], "_", " ")] = words[i+1]
	}
	return all
}()

// languageCode is ISO 639 of what a service calls a language: some say english,
// some en. What is neither is not known.
func languageCode(said string) string {
	said = strings.ToLower(strings.TrimSpace(said))
	if code, ok := languages[said]; ok {
		return code
	}
	code, _, _ := strings.Cut(said, "-")
	if len(code) < 2 || len(code) > 3 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return code
}
