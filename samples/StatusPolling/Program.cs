// Submits a job by HTTP and asks for its status until it has ended. Exit status 0 only if every image is there.
//   dotnet run -- http://localhost:7071 JOB.json
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Diffusion.Contracts;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: StatusPolling ADDRESS JOB.json");
    return 2;
}

using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
if (Environment.GetEnvironmentVariable("DIFFUSION_KEY") is { } key)
{
    // On a developer's machine.
    http.DefaultRequestHeaders.Add("x-functions-key", key);
}
else if (Environment.GetEnvironmentVariable("DIFFUSION_SCOPE") is { } scope)
{
    // In the cloud: a token for the service's app registration, such as api://…/.default. It lives for about an hour.
    var token = await new DefaultAzureCredential().GetTokenAsync(new TokenRequestContext([scope]), CancellationToken.None);
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
}

using var job = new StringContent(await File.ReadAllTextAsync(args[1]), Encoding.UTF8, "application/json");
using var submitted = await http.PostAsync("/api/jobs", job);
if (submitted.StatusCode != HttpStatusCode.Accepted)
{
    Console.Error.WriteLine($"{(int)submitted.StatusCode}: {await submitted.Content.ReadAsStringAsync()}");
    return 1;
}

EntityTagHeaderValue? known = null;
while (true)
{
    using var request = new HttpRequestMessage(HttpMethod.Get, submitted.Headers.Location);
    if (known is not null)
    {
        request.Headers.IfNoneMatch.Add(known);
    }

    using var answer = await http.SendAsync(request);
    if (answer.StatusCode != HttpStatusCode.NotModified)
    {
        answer.EnsureSuccessStatusCode();
        known = answer.Headers.ETag;
        var status = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), ContractsJson.Default.JobStatus)!;
        Console.WriteLine($"{status.JobId}: {status.State}, {status.Done} of {status.Total}");
        if (status.State.IsEnd())
        {
            status.Reasons.ToList().ForEach(Console.WriteLine);
            return status.State == JobState.Completed ? 0 : 1;
        }
    }

    await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(2));
}
