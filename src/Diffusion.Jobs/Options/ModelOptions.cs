using System.ComponentModel.DataAnnotations;
using Diffusion.Runtime;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Which models there are, and what they run on.</summary>
public sealed record ModelOptions
{
    /// <summary>The container that commands use where none is named.</summary>
    public const string DefaultContainer = "models";

    /// <summary>The folder of model folders. Left empty: the nearest "models" folder above the application or the working directory.</summary>
    public string Root { get; init; } = "";

    /// <summary>The container of models with versions, which then are all the models that there are; left empty: those of <see cref="Root"/>.</summary>
    [RegularExpression("^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$", ErrorMessage = "The container's name must be 3 to 63 lower-case letters, digits and single hyphens.")]
    public string Container { get; init; } = "";

    /// <summary>The storage account of that container, by name; left empty: the jobs' account.</summary>
    [RegularExpression("^([a-z0-9]{3,24})?$", ErrorMessage = "The account's name must be 3 to 24 lower-case letters and digits.")]
    public string Account { get; init; } = "";

    /// <summary>The folder that models of a container are copied to; left empty: one in the temporary folder.</summary>
    public string Cache { get; init; } = "";

    /// <summary>auto, cpu or cuda. The cloud says cuda, so that a paid GPU host never falls back silently.</summary>
    [EnumDataType(typeof(DeviceChoice))]
    public DeviceChoice Device { get; init; } = DeviceChoice.Auto;

    /// <summary>
    /// The most rows of a device batch; left out: the largest count of the model's card. Another count is taken only where bytes do not
    /// depend on it: on the CPU.
    /// </summary>
    [Range(1, 256)]
    public int? Rows { get; init; }

    /// <summary>The models' folder in full.</summary>
    /// <exception cref="DirectoryNotFoundException">None was named and none was found.</exception>
    public string FindRoot()
    {
        if (Root.Length > 0)
        {
            return Path.GetFullPath(Root);
        }

        return FindAbove(AppContext.BaseDirectory) ?? FindAbove(Directory.GetCurrentDirectory())
            ?? throw new DirectoryNotFoundException(
                $"There is no folder 'models' in or above {AppContext.BaseDirectory} and {Directory.GetCurrentDirectory()}. Set Diffusion:Models:Root.");
    }

    /// <summary>The cache's folder in full.</summary>
    public string FindCache() => Path.GetFullPath(Cache.Length > 0 ? Cache : Path.Combine(Path.GetTempPath(), "diffusion-models"));

    private static string? FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(models))
            {
                return models;
            }
        }

        return null;
    }
}

/// <summary>Checks <see cref="ModelOptions"/> by its attributes.</summary>
[OptionsValidator]
public sealed partial class ModelOptionsValidator : IValidateOptions<ModelOptions>;
