package business

import "slices"

// The app that the program is to Meta.
const (
	appID   = "634974688087057"
	appName = "Sandbox"
)

// Subscribe has the app hear of an account, as it does at first.
func (b *Records) Subscribe(account string) { delete(b.silent, account) }

// Unsubscribe has it hear nothing any more. The callback is still verified.
func (b *Records) Unsubscribe(account string) { b.silent[account] = true }

// Silent says whether the app hears nothing of an account.
func (b *Records) Silent(account string) bool { return b.silent[account] }

// Subscribed are the apps that hear of an account.
func (b *Records) Subscribed(account string) []map[string]any {
	if b.silent[account] {
		return []map[string]any{}
	}
	return []map[string]any{{"whatsapp_business_api_data": map[string]any{
		"id": appID, "name": appName, "link": "https://www.facebook.com/games/?app_id=" + appID,
	}}}
}

// Token says what a token of some of the numbers is good for.
func Token(numbers []Number, token string) map[string]any {
	scopes := []string{"whatsapp_business_management", "whatsapp_business_messaging"}
	var accounts []string
	for _, n := range numbers {
		if n.AccessToken == token && !slices.Contains(accounts, n.BusinessAccountID) {
			accounts = append(accounts, n.BusinessAccountID)
		}
	}
	var granular []map[string]any
	for _, scope := range scopes {
		granular = append(granular, map[string]any{"scope": scope, "target_ids": accounts})
	}
	return map[string]any{
		"app_id": appID, "application": appName, "type": "SYSTEM_USER", "is_valid": true, "issued_at": 1767225600,
		"expires_at": 0, "data_access_expires_at": 0, "scopes": scopes, "granular_scopes": granular, "user_id": "122100000000000001",
	}
}
