# A hire, a termination, and what became of them. PowerShell 7.
$ErrorActionPreference = 'Stop'
$url = $env:CRACHA_URL ?? 'http://127.0.0.1:3000'
$headers = @{ Authorization = "Bearer $env:CRACHA_KEY" }

# A 4xx is a fault of the request: it is shown and not repeated. 429, 5xx and lost connections are repeated with the
# same Idempotency-Key, which makes a repetition harmless.
function Send-Event([string] $Path, [string] $Id, [hashtable] $Body) {
  $json = [Text.Encoding]::UTF8.GetBytes(($Body | ConvertTo-Json -Depth 8))
  for ($try = 1; ; $try++) {
    $wait = [math]::Min(60, [math]::Pow(2, $try))
    try {
      $answer = Invoke-WebRequest -Method Post -Uri "$url$Path" -Body $json -ContentType 'application/json; charset=utf-8' `
        -Headers ($headers + @{ 'Idempotency-Key' = "`"$Id`"" }) -TimeoutSec 30 -SkipHttpErrorCheck
      $status = [int] $answer.StatusCode
      if ($status -eq 202) { return $answer.Content | ConvertFrom-Json }
      if ($status -lt 500 -and $status -ne 429) { throw [InvalidOperationException] "$Path answered ${status}: $($answer.Content)" }
      if ($answer.Headers['Retry-After']) { $wait = [int] $answer.Headers['Retry-After'][0] }
    } catch [InvalidOperationException] { throw } catch { $status = 'nothing' }
    if ($try -ge 8) { throw "$Path answered $status after $try tries" }
    Start-Sleep -Seconds $wait
  }
}

$hire = Send-Event '/v1/hires' 'hire-00123-2026-03-02' @{
  employee_number = '00123'; cpf = '529.982.247-25'; work_email = 'ana.souza@example.com'
  full_name = 'Ana Souza'; job_title = 'Analista'; hire_date = '2026-03-02'
}
Send-Event '/v1/terminations' 'end-00123-2026-04-30' @{ employee_number = '00123'; date = '2026-04-30'; reason = 'voluntary' } | Out-Null

# 202 means stored. This says what became of it.
$seen = Invoke-RestMethod -Uri "$url/v1/events/$($hire.id)" -Headers $headers -MaximumRetryCount 5 -RetryIntervalSec 2
$seen.status
$seen.destinations | Format-Table destination, status, remote_id
