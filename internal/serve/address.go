package serve

import (
	"net"
	"net/netip"
	"slices"
)

// Addresses gives those under which others on the local networks reach a listener, HOST:PORT, IPv4 first: what it
// listens on, or else each address of each interface, but not this machine's own and those of one link only.
func Addresses(listener net.Addr, interfaces []net.Addr) []string {
	bound, err := netip.ParseAddrPort(listener.String())
	if err != nil {
		return []string{listener.String()}
	}
	if !bound.Addr().IsUnspecified() {
		return []string{bound.String()}
	}
	var found []netip.Addr
	for _, one := range interfaces {
		prefix, err := netip.ParsePrefix(one.String())
		if err != nil {
			continue
		}
		address := prefix.Addr().Unmap()
		if !address.IsLoopback() && !address.IsLinkLocalUnicast() && !slices.Contains(found, address) {
			found = append(found, address)
		}
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
	var texts []string
	for _, address := range found {
		texts = append(texts, netip.AddrPortFrom(address, bound.Port()).String())
	}
	return texts
}
