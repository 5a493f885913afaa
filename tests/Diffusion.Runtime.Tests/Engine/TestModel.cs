using Diffusion.Graph;

namespace Diffusion.Runtime.Tests.Engine;

/// <summary>A small model of random weights in a folder of its own: 8×8, three labels, a null class, a classifier's gradient, a weaker UNet.</summary>
public sealed class TestModel : IDisposable
{
    /// <summary>A label whose embedding is not a number.</summary>
    public const int BrokenLabel = 2;

    private readonly TemporaryFolder root = new();

    public TestModel()
    {
        TestNetworks.Unet(BrokenLabel, network: 2).Save(Path.Combine(root.Path, "unet-weak.onnx"));
        TestNetworks.ClassifierGradient().Save(Path.Combine(root.Path, "classifier-gradient.onnx"));
        Folder = Write(root.Path, TestNetworks.Unet(BrokenLabel), card => card with
        {
            Classes = ["disc", "ring", "broken"],
            NullClass = 3,
            Files = card.Files with
            {
                WeakUnet = ModelFile.Describe(root.Path, "unet-weak.onnx"),
                ClassifierGradient = ModelFile.Describe(root.Path, "classifier-gradient.onnx"),
            },
        });
    }

    public ModelFolder Folder { get; }

    /// <summary>Writes a model of a UNet alone, which knows no labels.</summary>
    public static ModelFolder Write(string folder, OnnxModel unet, Func<ModelCard, ModelCard>? change = null)
    {
        unet.Save(Path.Combine(folder, "unet.onnx"));
        var card = new ModelCard
        {
            Name = "test",
            Version = "1",
            ImageSize = 8,
            Channels = 3,
            Prediction = "v",
            Variance = "fixedSmall",
            Schedule = new ScheduleCard { Name = "cosine", Timesteps = 100 },
            Files = new ModelFiles { Unet = ModelFile.Describe(folder, "unet.onnx") },
        };
        ModelCardJson.Write(change?.Invoke(card) ?? card, folder);
        return ModelFolder.Open(folder);
    }

    /// <summary>The same files in another folder, with another card.</summary>
    public ModelFolder CopyTo(string folder, Func<ModelCard, ModelCard> change)
    {
        foreach (var file in Directory.GetFiles(root.Path))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        ModelCardJson.Write(change(Folder.Card), folder);
        return ModelFolder.Open(folder);
    }

    public void Dispose() => root.Dispose();
}
