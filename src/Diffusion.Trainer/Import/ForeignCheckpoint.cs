using Diffusion.Networks;

namespace Diffusion.Trainer.Import;

/// <summary>The tensors of another project's checkpoint: <c>.safetensors</c>, or <c>.pt</c> of PyTorch 1.6 or newer. They are read when they are wanted, while this is open.</summary>
public sealed class ForeignCheckpoint : IDisposable
{
    // What training wraps around a network adds to every name.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    private readonly IDisposable? file;

    private ForeignCheckpoint(IReadOnlyDictionary<string, NamedTensor> tensors, IDisposable? file)
    {
        Tensors = Unwrapped(tensors);
        this.file = file;
    }

    /// <summary>By name, without the names of wrappers (<c>module.</c>).</summary>
    public IReadOnlyDictionary<string, NamedTensor> Tensors { get; }

    /// <param name="path">The file; what it is shows in its first bytes, not in its name.</param>
    /// <param name="key">Under which key the state dict lies, where the file holds more; null: the file is one, or holds one only.</param>
    /// <exception cref="TrainerException">There is no such file, or something in it is refused or damaged.</exception>
    public static ForeignCheckpoint Open(string path, string? key = null)
    {
        if (!File.Exists(path))
        {
            throw new TrainerException($"There is no file '{path}'. Give the path of a checkpoint.");
        }

        try
        {
            return IsZip(path) ? OpenTorch(path, key) : new ForeignCheckpoint(SafeTensors.Open(path), null);
        }
        catch (Exception error) when (error is TrainerException or WeightsException or InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new TrainerException(error is WeightsException ? error.Message : $"'{path}' cannot be read: {error.Message}", error);
        }
    }

    public void Dispose() => file?.Dispose();

    private static ForeignCheckpoint OpenTorch(string path, string? key)
    {
        var checkpoint = TorchCheckpoint.Open(File.OpenRead(path));
        try
        {
            var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
            foreach (var (name, tensor) in StateDict.Find(checkpoint.Content, key))
            {
                tensors.Add(name, checkpoint.Tensor(name, tensor));
            }

            return new ForeignCheckpoint(tensors, checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private static bool IsZip(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using var stream = File.OpenRead(path);
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..length] switch
        {
            [(byte)'P', (byte)'K', 3, 4] => true,

            // A pickle's protocol: torch.save before PyTorch 1.6, or a bare pickle.
            [0x80, >= 1 and <= 5, ..] => throw new TrainerException(
                "It is a bare pickle, as torch.save wrote it before PyTorch 1.6. Save it again with a newer one: torch.save(torch.load(file, map_location=\"cpu\"), file)."),
            _ => false,
        };
    }

    private static IReadOnlyDictionary<string, NamedTensor> Unwrapped(IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        foreach (var wrapper in Wrappers)
        {
            if (tensors.Count > 0 && tensors.Keys.All(name => name.StartsWith(wrapper, StringComparison.Ordinal)))
            {
                return Unwrapped(tensors.Values.Select(tensor => tensor with { Name = tensor.Name[wrapper.Length..] }).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal));
            }
        }

        return tensors;
    }
}
