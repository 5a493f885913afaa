using Diffusion.Graph;
using Diffusion.Runtime;

namespace Diffusion.EndToEnd.Tests.Harness;

/// <summary>The tiny model with more or less than it has: what a job may ask of a model depends on it.</summary>
internal static class TinyVariants
{
    /// <summary>Has a weaker UNet and a prior besides.</summary>
    public const string Whole = TinyModel.Name + "-whole";

    /// <summary>Its UNet takes no labels; its classifier knows them. Its card is an older one, which does not say so.</summary>
    public const string Unconditional = TinyModel.Name + "-unconditional";

    /// <summary>A UNet that takes no labels, and nothing else: there are no classes.</summary>
    public const string Classless = TinyModel.Name + "-classless";

    private const int Latents = 4;

    /// <summary>Writes their folders into a folder of models that has the tiny model.</summary>
    public static void Write(string root)
    {
        var tiny = ModelCardJson.Read(Path.Combine(root, TinyModel.Name));
        Write(root, tiny with { Name = Whole }, new()
        {
            ["unet"] = TinyModel.Unet(),
            ["weakUnet"] = TinyModel.Unet(seed: 3),
            ["classifierGradient"] = TinyModel.ClassifierGradient(),
            ["prior"] = Prior(tiny),
        });
        Write(root, tiny with { Name = Unconditional, NullClass = null }, new()
        {
            ["unet"] = TinyModel.Unet(takesLabels: false),
            ["classifierGradient"] = TinyModel.ClassifierGradient(),
        });
        Write(root, tiny with { Name = Classless, NullClass = null, Classes = [], KnowsLabels = false }, new() { ["unet"] = TinyModel.Unet(takesLabels: false) });
    }

    private static void Write(string root, ModelCard card, Dictionary<string, OnnxModel> networks)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, card.Name)).FullName;
        foreach (var (name, network) in networks)
        {
            network.Save(Path.Combine(folder, name + ".onnx"));
        }

        ModelCardJson.Write(
            card with
            {
                Files = new ModelFiles
                {
                    Unet = File("unet"),
                    WeakUnet = File("weakUnet"),
                    ClassifierGradient = File("classifierGradient"),
                    Prior = File("prior"),
                },
            },
            folder);

        ModelFile? File(string name) => networks.ContainsKey(name) ? ModelFile.Describe(folder, name + ".onnx") : null;
    }

    /// <summary>x = √ᾱ·(a colour of the label + a mixture of pictures) + √(1 − ᾱ)·z.</summary>
    private static OnnxModel Prior(ModelCard card)
    {
        var random = new Random(4);
        var (channels, size) = (card.Channels, card.ImageSize);
        var graph = new GraphBuilder("prior");
        var alphaBar = Ops.Unsqueeze(graph.Input(NetworkTensors.AlphaBar, ElementType.Float, -1), 1, 2, 3);
        var y = graph.Input(NetworkTensors.Label, ElementType.Int64, -1);
        var noise = graph.Input(NetworkTensors.Noise, ElementType.Float, -1, channels, size, size);
        var latent = graph.Input(NetworkTensors.LatentNoise, ElementType.Float, -1, Latents);
        var colours = TinyModel.Weights(graph, random, "colours", 0.5, card.Classes.Count + 1, channels);
        var pictures = TinyModel.Weights(graph, random, "pictures", 0.2, channels * size * size, Latents);
        var clean = Ops.Unsqueeze(Ops.Gather(colours, y), 2, 3) + Ops.Reshape(Ops.Linear(latent, pictures), 0, channels, size, size);
        graph.Output(NetworkTensors.X, (Ops.Sqrt(alphaBar) * clean) + (Ops.Sqrt(1 - alphaBar) * noise));
        return graph.Build();
    }
}
