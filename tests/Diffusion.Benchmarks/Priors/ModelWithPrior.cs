using Diffusion.Benchmarks.Samplers;
using Diffusion.Runtime;
using Diffusion.Trainer.Priors;

namespace Diffusion.Benchmarks.Priors;

/// <summary>A copy of a model whose prior has other settings, fitted to as many pictures as the shipped one.</summary>
internal static class ModelWithPrior
{
    private const int PicturesPerClass = 1350;

    /// <param name="model">Copied.</param>
    /// <param name="settings">Of its prior.</param>
    /// <param name="folder">Kept: a second run finds it there.</param>
    public static ModelFolder Open(ModelFolder model, PriorSettings settings, string folder)
    {
        if (!File.Exists(Path.Combine(folder, ModelCard.FileName)))
        {
            Create(model, settings, folder);
        }

        return ModelFolder.Open(folder);
    }

    private static void Create(ModelFolder model, PriorSettings settings, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(model.Path, "*.onnx"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        var pictures = RealImages.Set(model, first: 1_000_000, PicturesPerClass * model.Card.Classes.Count);
        var prior = ClassPrior.Fit(pictures, [.. Enumerable.Range(0, pictures.Count)], settings);
        PriorFolder.Write(folder, prior, pictures, settings, "bench priors");

        // The card comes last: it is what says that the folder is whole.
        var files = model.Card.Files with { Prior = ModelFile.Describe(folder, PriorFolder.ModelName) };
        ModelCardJson.Write(model.Card with { Files = files }, folder);
    }
}
