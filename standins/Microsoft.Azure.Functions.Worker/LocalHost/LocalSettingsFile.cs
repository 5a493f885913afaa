using System.Text.Json;

namespace Microsoft.Azure.Functions.Worker.LocalHost;

/// <summary>local.settings.json: its Values become environment variables, unless those are set.</summary>
internal static class LocalSettingsFile
{
    public static void Apply(string folder)
    {
        var path = Path.Combine(folder, "local.settings.json");
        if (!File.Exists(path))
        {
            return;
        }

        using var settings = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (!settings.RootElement.TryGetProperty("Values", out var values))
        {
            return;
        }

        foreach (var value in values.EnumerateObject())
        {
            var name = value.Name.Replace(":", "__");
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value.Value.ToString());
            }
        }
    }
}
