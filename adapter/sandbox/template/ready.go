package template

import "encoding/json"

// Ready are those an account has when nobody says otherwise: the one
// Meta gives to every account, and one of each common kind.
func Ready() []Template {
	return []Template{
		{Name: "hello_world", Language: "en_US", Category: "UTILITY", Components: []Component{
			{Type: "HEADER", Format: "TEXT", Text: "Hello World"},
			{Type: "BODY", Text: "Welcome and congratulations!! This message demonstrates your ability to send a WhatsApp message " +
				"notification from the Cloud API, hosted by Meta. Thank you for taking the time to test with us."},
			{Type: "FOOTER", Text: "WhatsApp Business Platform sample message"},
		}},
		{Name: "order_update", Language: "en_US", Category: "UTILITY", Components: []Component{
			{Type: "BODY", Text: "Hello {{1}}, your order {{2}} is on its way to you.", Example: json.RawMessage(`{"body_text":[["Ada","A-17"]]}`)},
		}},
		{Name: "appointment", Language: "en_US", Category: "UTILITY", Format: "NAMED", Components: []Component{
			{Type: "HEADER", Format: "IMAGE"},
			{Type: "BODY", Text: "Dear {{first_name}}, we expect you on {{day}} at {{time}}. Will you be able to come?",
				Example: json.RawMessage(`{"body_text_named_params":[{"param_name":"first_name","example":"Ada"},` +
					`{"param_name":"day","example":"Monday"},{"param_name":"time","example":"9:00"}]}`)},
			{Type: "FOOTER", Text: "Tap a button to answer"},
			{Type: "BUTTONS", Buttons: []Button{
				{Type: "QUICK_REPLY", Text: "I will come"}, {Type: "QUICK_REPLY", Text: "Another day"}, {Type: "QUICK_REPLY", Text: "Cancel"},
			}},
		}},
		{Name: "summer_sale", Language: "en_US", Category: "MARKETING", Components: []Component{
			{Type: "HEADER", Format: "TEXT", Text: "Our summer sale is on, {{1}}!", Example: json.RawMessage(`{"header_text":["Ada"]}`)},
			{Type: "BODY", Text: "Until {{1}} everything in the shop is {{2}} percent off, and delivery is free of charge.",
				Example: json.RawMessage(`{"body_text":[["Sunday","20"]]}`)},
			{Type: "FOOTER", Text: "Tap below to hear no more of offers"},
			{Type: "BUTTONS", Buttons: []Button{
				{Type: "URL", Text: "Visit the shop", URL: "https://www.example.com/sale/{{1}}", Example: json.RawMessage(`["https://www.example.com/sale/shoes"]`)},
				{Type: "COPY_CODE", Example: json.RawMessage(`"SUN20"`)},
				{Type: "QUICK_REPLY", Text: "Stop promotions"},
			}},
		}},
	}
}
