using System.Text.RegularExpressions;

namespace Diffusion.Jobs;

/// <summary>Keeps keys and signatures out of what is recorded: messages and errors of others may hold anything.</summary>
public static partial class SecretText
{
    /// <summary>The text with every account key, signature and bearer token replaced.</summary>
    public static string Remove(string text) => Secrets().Replace(text, "${name}…");

    /// <summary>Longest reason that is recorded, in characters: a manifest has one a failed image.</summary>
    public const int MaxReason = 500;

    /// <summary>The same of the text's first characters.</summary>
    public static string Shorten(string text, int length = MaxReason) => Remove(text.Length <= length ? text : text[..length] + "…");

    // Texts are JSON's as often as not, with its escapes: \u002B is a plus within a key, \n a line before a name.
    [GeneratedRegex("""(?<!(?<!\\)[A-Za-z])(?<name>(?:sig|AccountKey|SharedAccessKey|SharedAccessSignature)=|Bearer\s+|SharedKey\s+[\w-]+:)(?:\\+u[0-9a-f]{4}|\\+/|[^&;\s"'\\])+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secrets();
}
