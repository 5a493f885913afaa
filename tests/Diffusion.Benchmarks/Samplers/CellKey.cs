using System.Security.Cryptography;
using System.Text;
using Diffusion.Runtime;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>Says which kept cells are still of the present model: those whose images the same files made and judged.</summary>
internal static class CellKey
{
    /// <summary>Twelve hexadecimal digits of the files that every cell depends on. A new prior leaves it as it is.</summary>
    public static string Of(ModelFolder model)
    {
        var files = new[] { model.Card.Files.Unet, model.Card.Files.ClassifierGradient, model.Card.Files.Judge };
        var hashes = string.Join(' ', files.Select(file => file?.Sha256 ?? "none"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(hashes)))[..12];
    }
}
