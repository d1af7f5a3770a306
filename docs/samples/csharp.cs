// A hire, a termination, and what became of them. .NET 8, no packages.
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

using var http = new HttpClient
{
    BaseAddress = new Uri(Environment.GetEnvironmentVariable("CRACHA_URL") ?? "http://127.0.0.1:3000"),
    Timeout = TimeSpan.FromSeconds(30)
};
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("CRACHA_KEY"));

var id = await Post("/v1/hires", "hire-00123-2026-03-02", new
{
    employee_number = "00123", cpf = "529.982.247-25", work_email = "ana.souza@example.com",
    full_name = "Ana Souza", job_title = "Analista", hire_date = "2026-03-02"
});
await Post("/v1/terminations", "end-00123-2026-04-30", new { employee_number = "00123", date = "2026-04-30", reason = "voluntary" });

// 202 means stored. This says what became of it.
var seen = await http.GetFromJsonAsync<JsonElement>($"/v1/events/{id}");
Console.WriteLine(seen.GetProperty("status").GetString());

// A 4xx is a fault of the request: it is thrown and not repeated. 429, 5xx and lost connections are repeated with the
// same Idempotency-Key, which makes a repetition harmless.
async Task<string> Post(string path, string key, object body)
{
    for (var attempt = 1; ; attempt++)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attempt)));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{key}\"");
            using var response = await http.SendAsync(request);
            var status = (int)response.StatusCode;
            if (status == 202) return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
            if (status < 500 && status != 429) throw new InvalidOperationException($"{path} answered {status}: {await response.Content.ReadAsStringAsync()}");
            if (attempt == 8) throw new InvalidOperationException($"{path} answered {status} after {attempt} tries");
            wait = response.Headers.RetryAfter?.Delta ?? wait;
        }
        catch (Exception error) when (attempt < 8 && error is (HttpRequestException or TaskCanceledException)) { }
        await Task.Delay(wait);
    }
}
