// Package storetest says what keeping means.
//
// It is one suite of promises that every database under the store must hold,
// and it starts the databases to hold them on. There is no pretended store:
// what depends on one is tested on the real thing, in a temporary folder or on
// a PostgreSQL that [Postgres] finds or starts.
package storetest
