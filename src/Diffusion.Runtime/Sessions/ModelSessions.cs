using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>A model's networks and the graphs of a step, loaded on one device. Made once and shared.</summary>
internal sealed class ModelSessions : IDisposable
{
    private readonly List<InferenceSession> all = [];

    private ModelSessions(ModelFolder model, Device device)
    {
        var card = model.Card;
        Shape = new ImageShape(card.Channels, card.ImageSize, card.ImageSize);
        OutputChannels = model.Settings.Variance.IsLearned() ? 2 * card.Channels : card.Channels;

        Unet = Load(device, model.UnetPath);
        WeakUnet = model.WeakUnetPath is { } weak ? Load(device, weak) : null;
        Gradient = model.ClassifierGradientPath is { } path ? Load(device, path) : null;
        var prior = model.PriorPath is { } priorPath ? Load(device, priorPath) : null;
        LowResolution = ShapeOf(NetworkTensors.LowResolution);
        KnowsLabels = Unet.InputMetadata.ContainsKey(NetworkTensors.Label);
        Check(model, prior);
        Prior = prior is null ? null : new Prior(prior, Shape, card.Classes.Count);

        Step = Load(device, StepGraph.Build(model.Settings, card.Channels, card.ImageSize, card.ImageSize, WeakUnet is not null).ToBytes());
        Place = Load(device, PlaceGraph.Build(Shape).ToBytes());
        Checking = Load(device, CheckGraph.Build(Shape).ToBytes());
    }

    public ImageShape Shape { get; }

    /// <summary>C, or 2C where the network learned the variance.</summary>
    public int OutputChannels { get; }

    /// <summary>The shape of the small image that the UNet sees; null where it is no super-resolution UNet.</summary>
    public ImageShape? LowResolution { get; }

    /// <summary>The UNet takes labels.</summary>
    public bool KnowsLabels { get; }

    public InferenceSession Unet { get; }

    /// <summary>A weaker UNet for autoguidance; null where the model has none.</summary>
    public InferenceSession? WeakUnet { get; }

    /// <summary>The classifier's gradient; null where the model has none.</summary>
    public InferenceSession? Gradient { get; }

    /// <summary>What truncated chains may start from; null where the model has none.</summary>
    public Prior? Prior { get; }

    public InferenceSession Step { get; }

    public InferenceSession Place { get; }

    public InferenceSession Checking { get; }

    /// <summary>Loads a model and checks its files against its card.</summary>
    /// <exception cref="ModelException">A file is no ONNX graph, or does not fit the card.</exception>
    public static ModelSessions Load(ModelFolder model, Device device) => new(model, device);

    public void Dispose() => all.ForEach(session => session.Dispose());

    private void Check(ModelFolder model, InferenceSession? priorSession)
    {
        var card = model.Card;
        long[] image = [-1, card.Channels, card.ImageSize, card.ImageSize];
        var problems = new List<string>();
        CheckUnet("unet", Unet);
        if (WeakUnet is not null)
        {
            CheckUnet("weakUnet", WeakUnet);
        }

        if (Gradient is not null)
        {
            var gradient = new SessionCheck("classifierGradient", Gradient, problems);
            gradient.Input(NetworkTensors.X, image);
            gradient.Input(NetworkTensors.Time, -1);
            gradient.Input(NetworkTensors.Label, -1);
            gradient.Output(NetworkTensors.Gradient, image);
        }

        if (priorSession is not null)
        {
            var prior = new SessionCheck("prior", priorSession, problems);
            prior.Input(NetworkTensors.AlphaBar, -1);
            prior.Input(NetworkTensors.Label, -1);
            prior.Input(NetworkTensors.Noise, image);
            prior.Input(NetworkTensors.LatentNoise, -1, -1);
            prior.Output(NetworkTensors.X, image);
        }

        if (card.Enlarges is { } side && (LowResolution?.Height != side || LowResolution?.Width != side))
        {
            problems.Add($"the card's enlarges is {side}, but files.unet takes {(LowResolution is { } small ? $"small images of {small.Height}×{small.Width}" : "no small image")}. Correct the card, or export the model again.");
        }

        if (problems.Count > 0)
        {
            Dispose();
            throw new ModelException([.. problems.Select(problem => $"Model '{model.Path}': {problem}")]);
        }

        void CheckUnet(string member, InferenceSession session)
        {
            var unet = new SessionCheck(member, session, problems);
            unet.Input(NetworkTensors.X, image);
            unet.Input(NetworkTensors.Time, -1);
            unet.Output(NetworkTensors.Output, -1, OutputChannels, card.ImageSize, card.ImageSize);
            if (card.NullClass is not null || card.KnowsLabels == true || KnowsLabels)
            {
                unet.Input(NetworkTensors.Label, -1);
            }

            if (session.InputMetadata.ContainsKey(NetworkTensors.Label) && (card.KnowsLabels == false || !KnowsLabels))
            {
                problems.Add($"files.{member} takes labels ('{NetworkTensors.Label}'), but {(card.KnowsLabels == false ? "the card's knowsLabels is false" : "files.unet takes none")}. Correct the card, or export the model again.");
            }
        }
    }

    private ImageShape? ShapeOf(string input) => Unet.InputMetadata.TryGetValue(input, out var node)
        ? new ImageShape(node.Dimensions[1], node.Dimensions[2], node.Dimensions[3])
        : null;

    private InferenceSession Load(Device device, string path)
    {
        try
        {
            return Keep(SessionFactory.Load(device, path));
        }
        catch (OnnxRuntimeException error)
        {
            Dispose();
            throw new ModelException($"'{path}' cannot be loaded on {device.Provider}: {error.Message} Export the model again.");
        }
    }

    private InferenceSession Load(Device device, byte[] graph) => Keep(SessionFactory.Load(device, graph));

    private InferenceSession Keep(InferenceSession session)
    {
        all.Add(session);
        return session;
    }
}
