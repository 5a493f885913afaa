using System.Security.Cryptography;
using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>The content of a job as a number: two requests have the same hash exactly if all their values are the same, however they were written. Neither a trace nor who submits is a value of a job.</summary>
public static class JobHash
{
    /// <summary>SHA-256, 64 lower-case hexadecimal digits, over the request's canonical JSON (every value written out, no white space).</summary>
    public static string Of(JobRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { Submitter = null, TraceParent = null }, ContractsJson.Default.JobRequest)));
}
