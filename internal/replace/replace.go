// Package replace writes files as a whole: who reads one meanwhile, or after
// the program was ended, sees what was there before or what is there now.
package replace
