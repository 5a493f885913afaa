using System.Text.Json;
using System.Text.Json.Nodes;

namespace Diffusion.Trainer.Datasets;

/// <summary><c>dataset.json</c> beside the class folders: the command that made the data set.</summary>
public static class DatasetFile
{
    private const string Name = "dataset.json";
    private const string Command = "command";

    public static void Write(string folder, string command) =>
        File.WriteAllText(Path.Combine(folder, Name), new JsonObject { [Command] = command }.ToJsonString() + "\n");

    /// <summary>The command, or null where none was written down.</summary>
    /// <exception cref="TrainerException">The file is not JSON.</exception>
    public static string? ReadCommand(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))?[Command]?.GetValue<string>() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new TrainerException($"'{path}' is not what `dataset` writes: {error.Message} Remove it or make the data set again.", error);
        }
    }
}
