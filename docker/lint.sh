#!/bin/bash
# Lints what lies here with whatever linters there are: hadolint, check-jsonschema, shellcheck; the syntax of scripts always.
set -euo pipefail
cd "$(dirname "$0")"
for script in ./*.sh neo4j/*.sh; do
  bash -n "$script"
done
run() {
  if command -v "$1" >/dev/null; then
    "$@" && echo "lint.sh: $1 has nothing to say"
  else
    echo "lint.sh: $1 is not here; not run"
  fi
}
run hadolint Dockerfile neo4j/Dockerfile
run check-jsonschema --builtin-schema vendor.compose-spec compose.yaml compose.server.yaml
run shellcheck ./*.sh neo4j/*.sh
