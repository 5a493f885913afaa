using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diffusion.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Diffusion.Functions;

/// <summary>Answers of the HTTP surface.</summary>
internal static class Answers
{
    public static ContentResult Json<T>(int status, T value, JsonTypeInfo<T> type) => new()
    {
        StatusCode = status,
        ContentType = "application/json",
        Content = JsonSerializer.Serialize(value, type),
    };

    public static ContentResult Refused(int status, string title, IReadOnlyList<JobProblem>? problems = null) => new()
    {
        StatusCode = status,
        ContentType = "application/problem+json",
        Content = JsonSerializer.Serialize(new RefusedRequest(title, status, problems), HttpJson.Default.RefusedRequest),
    };

    /// <summary>Of a job that is not there, or whose id cannot be one: which of both is nobody's business.</summary>
    public static ContentResult NotFound() => Refused(StatusCodes.Status404NotFound, "There is no such job.");
}
