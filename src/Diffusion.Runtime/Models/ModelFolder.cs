using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>A model whose card and files have been checked.</summary>
public sealed class ModelFolder
{
    private ModelFolder(string path, ModelCard card, ICollection<string> problems)
    {
        Path = path;
        Card = card;
        ModelCardCheck.Check(card, problems);
        if (card.Files.Unet is null)
        {
            problems.Add("files.unet is missing. Name the network's file.");
        }

        UnetPath = ModelFilesCheck.Resolve(path, "unet", card.Files.Unet, problems)!;
        WeakUnetPath = ModelFilesCheck.Resolve(path, "weakUnet", card.Files.WeakUnet, problems);
        ClassifierPath = ModelFilesCheck.Resolve(path, "classifier", card.Files.Classifier, problems);
        ClassifierGradientPath = ModelFilesCheck.Resolve(path, "classifierGradient", card.Files.ClassifierGradient, problems);
        JudgePath = ModelFilesCheck.Resolve(path, "judge", card.Files.Judge, problems);
        AttributesPath = ModelFilesCheck.Resolve(path, "attributes", card.Files.Attributes, problems);
        PriorPath = ModelFilesCheck.Resolve(path, "prior", card.Files.Prior, problems);
        if (problems.Count > 0)
        {
            throw new ModelException([.. problems.Select(problem => $"Model '{path}': {problem}")]);
        }

        Hash = ModelCardJson.HashOf(card);
        Settings = card.ToSettings();
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    public ModelCard Card { get; }

    /// <summary>SHA-256 of the card's content, so of its files' hashes too: 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>What sampling needs to know of the model.</summary>
    public DiffusionModelSettings Settings { get; }

    public string UnetPath { get; }

    public string? WeakUnetPath { get; }

    public string? ClassifierPath { get; }

    public string? ClassifierGradientPath { get; }

    public string? JudgePath { get; }

    public string? AttributesPath { get; }

    public string? PriorPath { get; }

    /// <summary>Opens a folder: reads its card, and checks it and every file's hash.</summary>
    /// <exception cref="ModelException">Something is wrong; every problem is listed.</exception>
    public static ModelFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return new ModelFolder(full, ModelCardJson.Read(full), []);
    }
}
