package lab

import (
	"github.com/Masterminds/semver/v3"

	"labs.local/labs/internal/i18n"
)

// Applies says whether the lab is written for a version of Kubernetes, such
// as "v1.37.2". A pre-release counts as its release.
func (l *Lab) Applies(version string) (bool, error) {
	if l.Kubernetes == "" {
		return true, nil
	}
	constraint, err := semver.NewConstraint(l.Kubernetes)
	if err != nil {
		return false, err
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return false, i18n.Errorf("the cluster's version %q: %w", version, err)
	}
	return constraint.Check(semver.New(v.Major(), v.Minor(), v.Patch(), "", "")), nil
}
