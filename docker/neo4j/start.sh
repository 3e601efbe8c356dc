#!/bin/bash
# Sets the first password from a file, once, and starts the server in the foreground.
set -euo pipefail
secret=${STELLATOR_PASSWORD_FILE:-/run/secrets/password}
data=${STELLATOR_SERVER_DATA:-/data}

if [ ! -e "$data/databases/system" ] && [ ! -e "$data/dbms/auth.ini" ]; then
  if [ ! -r "$secret" ]; then
    echo "start.sh: there is no password in $secret; its first line becomes that of the user neo4j" >&2
    exit 1
  fi
  IFS= read -r password <"$secret" || [ -n "$password" ]
  if [ "${#password}" -lt 8 ]; then
    echo "start.sh: the password in $secret has fewer than 8 characters" >&2
    exit 1
  fi
  # The tool takes it as an argument alone, which others in this container could see for a moment: there are none.
  neo4j-admin dbms set-initial-password "$password" >/dev/null
  unset password
fi
exec neo4j console
