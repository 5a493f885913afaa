using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Checkpoints;

/// <summary>
/// The checkpoints of a run: <c>checkpoint-00000500/{checkpoint.json, tensors.safetensors}</c>. A folder is written under
/// another name and then renamed, so that a checkpoint is whole or absent; the newest two are kept.
/// </summary>
public sealed class CheckpointFolder(string run)
{
    public const string JsonName = "checkpoint.json";
    public const string TensorsName = "tensors.safetensors";
    private const string Prefix = "checkpoint-";
    private const int Kept = 2;

    /// <summary>Whether there is anything to resume.</summary>
    public bool HasAny => Existing().Count > 0;

    /// <summary>Writes a checkpoint; one of the same step is replaced.</summary>
    public void Save(Checkpoint checkpoint, TrainingState state) => Save(checkpoint, path => CheckpointTensors.Save(path, state));

    /// <summary>Writes a checkpoint; one of the same step is replaced.</summary>
    /// <param name="checkpoint">But for the tensors' hash.</param>
    /// <param name="writeTensors">Writes the tensors' file.</param>
    public void Save(Checkpoint checkpoint, Action<string> writeTensors)
    {
        var final = Path.Combine(run, Prefix + checkpoint.Step.ToString("D8", CultureInfo.InvariantCulture));
        var unfinished = final + ".unfinished";
        Remove(unfinished);
        Directory.CreateDirectory(unfinished);

        var tensors = Path.Combine(unfinished, TensorsName);
        writeTensors(tensors);
        var json = JsonSerializer.Serialize(checkpoint with { TensorsSha256 = HashOf(tensors) }, TrainerJson.Options);
        File.WriteAllText(Path.Combine(unfinished, JsonName), json + "\n");

        Remove(final);
        Directory.Move(unfinished, final);
        foreach (var old in Existing().SkipLast(Kept))
        {
            Remove(old);
        }
    }

    /// <summary>The newest checkpoint without its tensors.</summary>
    /// <exception cref="TrainerException">There is none, or it is damaged.</exception>
    public (Checkpoint Checkpoint, string Folder) Newest()
    {
        var existing = Existing();
        if (existing.Count == 0)
        {
            throw new TrainerException($"There is no checkpoint in '{run}'. Train there without --resume first, or name another folder.");
        }

        var folder = existing[^1];
        return (Read(folder), folder);
    }

    /// <summary>Fills a state from a checkpoint's tensors.</summary>
    /// <exception cref="TrainerException">The file is damaged or belongs to another network.</exception>
    public static void Load(Checkpoint checkpoint, string folder, TrainingState state)
    {
        CheckpointTensors.Load(CheckedTensors(checkpoint, folder), state);
        state.Step = checkpoint.Step;
        state.Seconds = checkpoint.Seconds;
    }

    /// <summary>The tensors' file, once its hash has been compared.</summary>
    public static string CheckedTensors(Checkpoint checkpoint, string folder)
    {
        var path = Path.Combine(folder, TensorsName);
        if (!File.Exists(path))
        {
            throw Damaged(folder, $"{TensorsName} is missing");
        }

        return HashOf(path) == checkpoint.TensorsSha256 ? path : throw Damaged(folder, $"{TensorsName} does not have the SHA-256 that {JsonName} names");
    }

    private static Checkpoint Read(string folder)
    {
        try
        {
            var checkpoint = JsonSerializer.Deserialize<Checkpoint>(File.ReadAllBytes(Path.Combine(folder, JsonName)), TrainerJson.Options)!;
            return checkpoint.Format == Checkpoint.CurrentFormat
                ? checkpoint
                : throw new TrainerException(
                    $"The checkpoint '{folder}' has format {checkpoint.Format}, but this trainer reads format {Checkpoint.CurrentFormat}. Use the trainer that wrote it.");
        }
        catch (Exception error) when (error is JsonException or FileNotFoundException)
        {
            throw Damaged(folder, $"{JsonName} cannot be read ({error.Message})");
        }
    }

    private static TrainerException Damaged(string folder, string what) =>
        new($"The checkpoint '{folder}' is damaged: {what}. Remove that folder to go on from the checkpoint before it.");

    private List<string> Existing() => Directory.Exists(run)
        ? [.. Directory.GetDirectories(run, Prefix + "*").Where(folder => !folder.EndsWith(".unfinished", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
