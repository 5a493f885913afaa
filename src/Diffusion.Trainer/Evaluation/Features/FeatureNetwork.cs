using Diffusion.Runtime;
using Diffusion.Trainer.Pictures;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>What a feature network sees in pictures.</summary>
/// <param name="Features">[F] each.</param>
/// <param name="Logits">[K] each; null where the network has none.</param>
public sealed record SeenPictures(IReadOnlyList<float[]> Features, IReadOnlyList<float[]>? Logits);

/// <summary>A network whose features pictures are compared by: an ONNX file that the user names, a model's judge, or its network of attributes.</summary>
public sealed class FeatureNetwork : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly FeatureInput input;
    private readonly string output;
    private readonly string? logits;

    private FeatureNetwork(string path, FeatureDescription description, Device device)
    {
        session = SessionFactory.Load(device, path);
        try
        {
            Name = description.Name ?? Path.GetFileName(path);
            input = FeatureInput.Of(session.InputMetadata, description, path);
            output = FeatureOutput.Find(session.OutputMetadata, description.Output, path);
            logits = description.Logits is null ? null : FeatureOutput.Find(session.OutputMetadata, description.Logits, path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How reports name it.</summary>
    public string Name { get; }

    /// <summary>Height and width that it sees; 0: as the pictures are.</summary>
    public int Size => input.Size;

    /// <summary>Opens an ONNX file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="given">What options say; the sidecar says the rest, and the file itself the rest of that.</param>
    /// <param name="device">Where it runs.</param>
    /// <exception cref="TrainerException">There is no such file, or what it sees or gives cannot be told.</exception>
    public static FeatureNetwork Open(string path, FeatureDescription given, Device device)
    {
        if (!File.Exists(path))
        {
            throw new TrainerException($"There is no file '{path}'. Name an ONNX file for --features.");
        }

        try
        {
            return new FeatureNetwork(path, given.Over(FeatureDescription.Beside(path)), device);
        }
        catch (OnnxRuntimeException error)
        {
            throw new TrainerException($"'{path}' cannot be loaded: {error.Message} Name another ONNX file for --features.", error);
        }
    }

    /// <summary>Opens a model's judge, which has features and logits.</summary>
    /// <exception cref="TrainerException">The model has none, or its pictures have no three colours.</exception>
    public static FeatureNetwork OpenJudge(ModelFolder model, Device device) => OpenOf(
        model,
        model.JudgePath ?? throw new TrainerException($"Model '{model.Card.Name}' has no judge. Export it with one, or name an ONNX file for --features."),
        new FeatureDescription { Name = $"the judge of {model.Card.Name}", Output = NetworkTensors.Features, Logits = NetworkTensors.Logits },
        device);

    /// <summary>Opens a model's network of attributes, whose features are these; null where it has none.</summary>
    /// <exception cref="TrainerException">Its pictures have no three colours, or it tells more or fewer than the card names.</exception>
    public static FeatureNetwork? OpenAttributes(ModelFolder model, Device device)
    {
        if (model.AttributesPath is not { } path)
        {
            return null;
        }

        var network = OpenOf(model, path, new FeatureDescription { Name = $"the attributes of {model.Card.Name}", Output = NetworkTensors.Attributes }, device);
        var (told, named) = (network.session.OutputMetadata[NetworkTensors.Attributes].Dimensions[^1], model.Card.Attributes!.Count);
        if (told == named)
        {
            return network;
        }

        network.Dispose();
        throw new TrainerException($"'{path}' tells {told} attributes, but the card of '{model.Card.Name}' names {named}. Export the model again.");
    }

    /// <summary>Looks at pictures.</summary>
    /// <param name="pictures">Of any size.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public SeenPictures See(IEnumerable<Picture> pictures, Action<int>? progress = null, CancellationToken stop = default)
    {
        var (features, seen) = (new List<float[]>(), logits is null ? null : new List<float[]>());
        foreach (var batch in pictures.Chunk(input.Batch))
        {
            stop.ThrowIfCancellationRequested();
            Run(batch, features, seen);
            progress?.Invoke(features.Count);
        }

        return new SeenPictures(features, seen);
    }

    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
    }

    private static FeatureNetwork OpenOf(ModelFolder model, string path, FeatureDescription description, Device device) => model.Card.Channels == 3
        ? new FeatureNetwork(path, description with { Input = NetworkTensors.X, Size = model.Card.ImageSize, Range = "signed" }, device)
        : throw new TrainerException($"The networks of '{model.Card.Name}' see {model.Card.Channels} channels, but pictures have 3. Name a model of colour pictures.");

    private void Run(Picture[] batch, List<float[]> features, List<float[]>? seen)
    {
        using var x = ToInput(batch);
        string[] outputs = logits is null ? [output] : [output, logits];
        using var results = session.Run(run, [input.Name], [x], outputs);
        features.AddRange(FeatureOutput.Rows(results[0], batch.Length));
        seen?.AddRange(FeatureOutput.Rows(results[1], batch.Length));
    }

    private OrtValue ToInput(Picture[] batch)
    {
        var rows = input.IsBatchFixed ? input.Batch : batch.Length;
        var (height, width) = input.Size > 0 ? (input.Size, input.Size) : (batch[0].Height, batch[0].Width);
        long[] shape = input.ChannelsFirst ? [rows, 3, height, width] : [rows, height, width, 3];
        var values = new float[rows * 3 * height * width];
        Parallel.For(0, batch.Length, row =>
        {
            if (input.Size == 0 && (batch[row].Height, batch[row].Width) != (height, width))
            {
                throw new TrainerException($"Pictures of {width}×{height} and of {batch[row].Width}×{batch[row].Height} are seen together only if they are resized. Set --feature-size.");
            }

            PictureTensor.Fill(batch[row], input, values.AsSpan(row * 3 * height * width, 3 * height * width));
        });
        return input.IsBytes
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (byte)Math.Clamp(MathF.Round(value), 0, 255)), shape)
            : OrtValue.CreateTensorValueFromMemory(values, shape);
    }
}
