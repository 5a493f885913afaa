namespace Diffusion.Runtime;

/// <summary>The models of a root folder, one folder each.</summary>
/// <param name="root">The folder that holds the models' folders.</param>
public sealed class ModelRegistry(string root)
{
    private readonly string root = Path.GetFullPath(root);

    /// <summary>Names of the folders that have a card, in order.</summary>
    public IReadOnlyList<string> Names =>
        !Directory.Exists(root)
            ? []
            : [.. Directory.EnumerateDirectories(root)
                .Where(folder => File.Exists(Path.Combine(folder, ModelCard.FileName)))
                .Select(folder => Path.GetFileName(folder))
                .Where(ModelCardCheck.IsName)
                .Order(StringComparer.Ordinal)];

    /// <summary>Opens a model by its name, which is its folder's.</summary>
    /// <exception cref="ModelException">There is no such model, or something in it is wrong; every problem is listed.</exception>
    public ModelFolder Open(string name)
    {
        if (!ModelCardCheck.IsName(name))
        {
            throw new ModelException($"'{name}' is not a model's name. {ModelCardCheck.NameRule}");
        }

        if (!Names.Contains(name))
        {
            throw new ModelException($"Unknown model '{name}'. {Known()}");
        }

        var folder = ModelFolder.Open(Path.Combine(root, name));
        return folder.Card.Name == name
            ? folder
            : throw new ModelException($"Model '{folder.Path}': its card says name '{folder.Card.Name}', but its folder is '{name}'. Make them equal.");
    }

    private string Known() =>
        Names.Count > 0
            ? $"Use one of: {string.Join(", ", Names)}."
            : $"There are no models in '{root}'. Put a model's folder there.";
}
