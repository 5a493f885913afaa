using System.Text.Json;
using Diffusion.Networks;

namespace Diffusion.Golden;

/// <summary>A case's weights: files to load in order, or tensors to compute from a seed.</summary>
public static class GoldenWeights
{
    /// <param name="weights">The case's <c>weights</c> (or <c>models.….weights</c>).</param>
    /// <exception cref="InvalidDataException">Neither form, or computed values that are not those that the case expects.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> Load(JsonElement weights)
    {
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        if (weights.TryGetProperty("files", out var files))
        {
            foreach (var tensor in files.EnumerateArray().SelectMany(file => SafeTensors.Read(GoldenFolder.PathOf(file.GetString()!)).Values))
            {
                // A later file wins.
                tensors[tensor.Name] = tensor;
            }
        }
        else if (weights.TryGetProperty("generated", out var generated))
        {
            foreach (var tensor in Generate(generated))
            {
                tensors.Add(tensor.Name, tensor);
            }

            CheckFirstValues(generated, tensors);
        }
        else
        {
            throw new InvalidDataException("A case's weights have neither 'files' nor 'generated'.");
        }

        return tensors;
    }

    /// <summary>Names and shapes of every parameter of the network, or null where they are not listed.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<long>>? StateDict(JsonElement weights)
    {
        var listed = weights.TryGetProperty("state_dict", out var direct) ? direct
            : weights.TryGetProperty("generated", out var generated) ? generated.GetProperty("tensors")
            : default;
        return listed.ValueKind != JsonValueKind.Array
            ? null
            : listed.EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!, Shape, StringComparer.Ordinal);
    }

    private static IEnumerable<NamedTensor> Generate(JsonElement generated)
    {
        var seed = generated.GetProperty("seed").GetUInt64();
        foreach (var entry in generated.GetProperty("tensors").EnumerateArray())
        {
            var (name, shape) = (entry.GetProperty("name").GetString()!, Shape(entry));
            var values = GeneratedValues.Of(name, seed, entry.GetProperty("amp").GetDouble(), entry.GetProperty("offset").GetDouble(), (int)shape.Aggregate(1L, (a, b) => a * b));
            yield return new NamedTensor(name, shape, values);
        }
    }

    private static void CheckFirstValues(JsonElement generated, Dictionary<string, NamedTensor> tensors)
    {
        foreach (var expected in generated.GetProperty("check_first_values").EnumerateObject())
        {
            var values = expected.Value.EnumerateArray().Select(value => value.GetSingle()).ToArray();
            if (!tensors[expected.Name].ToSingles().AsSpan(0, values.Length).SequenceEqual(values))
            {
                throw new InvalidDataException($"Generated weight '{expected.Name}' does not begin with {string.Join(", ", values)}.");
            }
        }
    }

    private static IReadOnlyList<long> Shape(JsonElement entry) => [.. entry.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())];
}
