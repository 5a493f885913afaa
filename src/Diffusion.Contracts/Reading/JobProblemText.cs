using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>How a value is repeated in a problem.</summary>
internal static class JobProblemText
{
    public static string Of(JsonElement value) => value.GetRawText();

    // Half a message may be no text at all; what cannot be shown becomes a question mark.
    public static string Quote(string text)
    {
        var start = text.Length <= JobProblem.MaxValueLength ? text : text[..JobProblem.MaxValueLength];
        return '"' + string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + '"';
    }
}
