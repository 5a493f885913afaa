using System.Text;
using Microsoft.AspNetCore.Http;

namespace Diffusion.Functions;

/// <summary>Reads a request's body up to a limit: one that is larger is not read to its end.</summary>
internal static class BoundedBody
{
    /// <summary>The body as text; null where it has more bytes than the limit.</summary>
    public static async Task<string?> TryReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        // One byte more than allowed tells that there is more.
        var buffer = new byte[Math.Min(limit, request.ContentLength ?? limit) + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length > limit ? null : Encoding.UTF8.GetString(buffer.AsSpan(0, length));
    }
}
