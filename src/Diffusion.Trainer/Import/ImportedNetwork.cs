using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Diffusion.Networks;

namespace Diffusion.Trainer.Import;

/// <summary>A checkpoint of another project, and what it is.</summary>
/// <param name="Checkpoint">The file: <c>.pt</c> or <c>.safetensors</c>.</param>
/// <param name="Preset">Its network's kind and flags.</param>
/// <param name="Flags">Flags in place of the preset's, as <c>--name value</c>; null: none.</param>
/// <param name="Key">Where in the file the state dict lies; null: the file is one, or holds one only.</param>
public sealed record ImportedNetwork(string Checkpoint, ImportPreset Preset, string? Flags = null, string? Key = null)
{
    /// <summary>The preset's flags with those given.</summary>
    public ModelFlags ModelFlags => Preset.ModelFlags.With(Flags ?? "");

    /// <summary>What a card says of where the network came from.</summary>
    public JsonObject Record(IReadOnlyList<ParameterInfo> parameters)
    {
        using var file = File.OpenRead(Checkpoint);
        return new JsonObject
        {
            ["checkpoint"] = Path.GetFileName(Checkpoint),
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)),
            ["preset"] = Preset.Name,
            ["flags"] = string.Join(' ', ModelFlags.All.Where(flag => flag.Value.Length > 0).Select(flag => $"--{flag.Key} {flag.Value}")),
            ["parameters"] = parameters.Sum(parameter => parameter.Count),
        };
    }
}
