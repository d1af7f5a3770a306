#!/usr/bin/env bash
# A hire, a termination, and what became of them. Needs curl and jq.
set -euo pipefail
: "${CRACHA_URL:=http://127.0.0.1:3000}" "${CRACHA_KEY:?a key with the role ingest}"

# Sends one event. --retry repeats 408, 429, 5xx and timeouts and honours Retry-After; the same Idempotency-Key makes a
# repetition harmless. A 4xx is printed and ends the script: correct it first. (A file, because curl empties it before it
# repeats; stdout would show every attempt.)
post() { # path, id of your own, JSON
  local answer
  answer=$(mktemp)
  curl --silent --show-error --fail-with-body --max-time 30 --retry 8 --retry-connrefused --retry-max-time 600 --output "$answer" \
    -H "Authorization: Bearer $CRACHA_KEY" -H "Idempotency-Key: \"$2\"" -H 'Content-Type: application/json' \
    --data-binary "$3" "$CRACHA_URL$1" || { cat "$answer" >&2; rm "$answer"; return 1; }
  cat "$answer"
  rm "$answer"
}

hire=$(post /v1/hires hire-00123-2026-03-02 '{
  "employee_number": "00123", "cpf": "529.982.247-25", "work_email": "ana.souza@example.com",
  "full_name": "Ana Souza", "job_title": "Analista", "hire_date": "2026-03-02"
}')

post /v1/terminations end-00123-2026-04-30 '{
  "employee_number": "00123", "date": "2026-04-30", "reason": "voluntary"
}' > /dev/null

# 202 means stored. This says what became of it.
curl --silent --show-error --fail-with-body --retry 5 -H "Authorization: Bearer $CRACHA_KEY" \
  "$CRACHA_URL/v1/events/$(jq -r .id <<< "$hire")" | jq '{status, destinations: [.destinations[] | {destination, status, error}]}'
