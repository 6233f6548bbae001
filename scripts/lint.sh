#!/usr/bin/env bash
# What is wrong without being run: modules that are not tidy, what staticcheck finds, and
# workflows in the documentation that GitHub would not take.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tool() { go tool -modfile=scripts/tools/go.mod "$@"; }

# workflows prints the YAML blocks of a document that are workflows, as one for this
# repository: its own action stands beside them.
workflows() { awk '/^```yaml/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1" | sed -E 's|OWNER/labs@[^ ]+|./|'; }

find . -name go.mod -not -path '*/testdata/*' -printf '%h\n' | while read -r module; do
  (cd "$module" && go mod tidy -diff) || { echo "go mod tidy in $module" >&2; exit 1; }
done
tool staticcheck ./... ./scripts/...
tool staticcheck -tags e2e ./internal/e2e ./internal/shell
tool staticcheck -tags dist ./internal/dist
workflows docs/ci.md | tool actionlint -
