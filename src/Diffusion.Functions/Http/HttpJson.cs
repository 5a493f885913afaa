using System.Text.Json.Serialization;
using Diffusion.Contracts;

namespace Diffusion.Functions;

/// <summary>How answers are written, and the platform's header is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClientPrincipal))]
[JsonSerializable(typeof(AcceptedJob))]
[JsonSerializable(typeof(RefusedRequest))]
[JsonSerializable(typeof(HealthReport))]
public sealed partial class HttpJson : JsonSerializerContext;

/// <summary>The answer to a job that was queued.</summary>
/// <param name="JobId">The job's id: whoever has it can read and cancel the job.</param>
/// <param name="Status">Where its status is.</param>
public sealed record AcceptedJob(string JobId, string Status);

/// <summary>The answer to a request that was not served (RFC 9457, application/problem+json).</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Problems">Everything that is wrong with a job; left out where it is not about one.</param>
public sealed record RefusedRequest(string Title, int Status, IReadOnlyList<JobProblem>? Problems = null);
