// Package business is what Meta keeps of a business: its numbers and accounts,
// their profiles, their health, and the app that hears of them.
package business
