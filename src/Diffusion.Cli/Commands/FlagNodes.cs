using System.Globalization;
using System.Text.Json.Nodes;

namespace Diffusion.Cli;

/// <summary>What lists of a command line are in a job. What is no number stays a text, so that the job's reader tells what is wrong.</summary>
internal static class FlagNodes
{
    public static JsonArray Texts(string[] values) => new([.. values.Select(value => (JsonNode)value)]);

    public static JsonArray Numbers(string[] values) => new([.. values.Select(Number)]);

    /// <summary>"1:2" and "3:4" ─► [[1, 2], [3, 4]].</summary>
    public static JsonArray Pairs(string[] values) => new([.. values.Select(Pair)]);

    /// <summary>"200:800" ─► [200, 800].</summary>
    public static JsonNode Pair(string value) => Numbers(value.Split(':'));

    // Seeds do not fit into a double.
    private static JsonNode Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real
        : text;
}
