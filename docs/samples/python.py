"""A hire, a termination, and what became of them. Python 3.9 or later, no packages."""
import json
import os
import time
import urllib.error
import urllib.request

URL = os.environ.get("CRACHA_URL", "http://127.0.0.1:3000")
KEY = os.environ["CRACHA_KEY"]


def call(method, path, body=None, event=None):
    """The JSON answer. A 4xx is a fault of the request: it is raised and not repeated. 429, 5xx and lost connections
    are repeated with the same Idempotency-Key, which makes a repetition harmless."""
    headers = {"Authorization": f"Bearer {KEY}"}
    if body is not None:
        headers.update({"Content-Type": "application/json", "Idempotency-Key": f'"{event}"'})
    data = None if body is None else json.dumps(body).encode()
    for attempt in range(1, 9):
        wait = min(60, 2 ** attempt)
        try:
            request = urllib.request.Request(URL + path, data, headers, method=method)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if (error.code < 500 and error.code != 429) or attempt == 8:
                raise RuntimeError(f"{path} answered {error.code}: {error.read().decode()}") from None
            wait = int(error.headers.get("Retry-After") or wait)
        except OSError:
            if attempt == 8:
                raise
        time.sleep(wait)


hire = call("POST", "/v1/hires", {
    "employee_number": "00123", "cpf": "529.982.247-25", "work_email": "ana.souza@example.com",
    "full_name": "Ana Souza", "job_title": "Analista", "hire_date": "2026-03-02",
}, event="hire-00123-2026-03-02")

call("POST", "/v1/terminations", {
    "employee_number": "00123", "date": "2026-04-30", "reason": "voluntary",
}, event="end-00123-2026-04-30")

# 202 means stored. This says what became of it.
seen = call("GET", f"/v1/events/{hire['id']}")
print(seen["status"], [(each["destination"], each["status"]) for each in seen["destinations"]])
