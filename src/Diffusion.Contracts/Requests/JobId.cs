using System.Security.Cryptography;
using System.Text;

namespace Diffusion.Contracts;

/// <summary>Names of jobs. A job can be read only by its id, so ids that are made here cannot be guessed.</summary>
public static class JobId
{
    /// <summary>Longest id.</summary>
    public const int MaxLength = 64;

    /// <summary>The id of a job that names none: it follows from the queue message's id (a random GUID), so that a second delivery is the same job.</summary>
    public static string FromMessage(string messageId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("job:" + messageId)).AsSpan(0, 16));

    /// <summary>A fresh id of 128 random bits.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Letters, digits, '-' and '_', first a letter or digit, at most <see cref="MaxLength"/>.</summary>
    public static bool IsValid(string? id) => id is { Length: > 0 and <= MaxLength }
        && char.IsAsciiLetterOrDigit(id[0])
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
