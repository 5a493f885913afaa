using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Diffusion.Graph;

namespace Diffusion.Runtime;

/// <summary>The ONNX files of a model; all but the first are optional.</summary>
public sealed record ModelFiles
{
    /// <summary>x [N, C, H, W], t [N], y [N] int64 (only if it knows labels) ─► output [N, C or 2C, H, W].</summary>
    public ModelFile? Unet { get; init; }

    /// <summary>As <see cref="Unet"/>, but worse: trained for less time or with fewer weights, for autoguidance.</summary>
    public ModelFile? WeakUnet { get; init; }

    /// <summary>x, t ─► logits [N, K].</summary>
    public ModelFile? Classifier { get; init; }

    /// <summary>x, t, y ─► gradient [N, C, H, W] of log p(y | x_t), log_prob [N].</summary>
    public ModelFile? ClassifierGradient { get; init; }

    /// <summary>x (clean images) ─► logits [N, K], features [N, F].</summary>
    public ModelFile? Judge { get; init; }

    /// <summary>x (clean images) ─► attributes [N, A], as the card's <see cref="ModelCard.Attributes"/> names them.</summary>
    public ModelFile? Attributes { get; init; }

    /// <summary>alpha_bar [N], y [N] int64 (the number of classes: any), noise [N, C, H, W], latent_noise [N, L] ─► x [N, C, H, W] at that noise level.</summary>
    public ModelFile? Prior { get; init; }

    /// <summary>Every file that is named, data files too.</summary>
    [JsonIgnore]
    public IEnumerable<ModelFile> All =>
        new[] { Unet, WeakUnet, Classifier, ClassifierGradient, Judge, Attributes, Prior }.OfType<ModelFile>().SelectMany(file => file.Data is null ? [file] : new[] { file, file.Data });
}

/// <summary>One file of a model.</summary>
/// <param name="Path">Relative to the card's folder, with '/'.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record ModelFile(string Path, string Sha256)
{
    /// <summary>The file beside it that has its tensors' elements; null where it has them itself.</summary>
    public ModelFile? Data { get; init; }

    /// <summary>Describes a file that lies in <paramref name="folder"/>, with the data beside it, for a card that is being written.</summary>
    public static ModelFile Describe(string folder, string path)
    {
        var data = path + OnnxModel.DataSuffix;
        return new(path, HashOf(System.IO.Path.Combine(folder, path)))
        {
            Data = File.Exists(System.IO.Path.Combine(folder, data)) ? Describe(folder, data) : null,
        };
    }

    internal static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
