//go:build unix

package storetest

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// PostgreSQL refuses to run as root; then another user runs it.

// unprivileged gives the user to run as, nil for the one we are.
func unprivileged() *syscall.SysProcAttr {
	uid, gid, ok := nobody()
	if !ok {
		return nil
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
}

// giveAway makes a folder that user's.
func giveAway(dir string) error {
	uid, gid, ok := nobody()
	if !ok {
		return nil
	}
	return os.Chown(dir, int(uid), int(gid))
}

func nobody() (uid, gid uint32, ok bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
		if uerr == nil && gerr == nil {
			return uint32(uid), uint32(gid), true
		}
	}
	return 0, 0, false
}
