#!/bin/bash
# Whether the server answers: its HTTP port says what it is without a login.
set -euo pipefail
port=${STELLATOR_HTTP_PORT:-7474}
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET / HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
IFS= read -r -t 4 status <&3
[[ $status == "HTTP/1."*" 200"* ]]
