using System.Text.Json;
using Diffusion.Networks;

namespace Diffusion.Golden;

/// <summary>One case: its description, its tensors, its weights and its tolerances.</summary>
public sealed class GoldenCase
{
    private readonly Lazy<IReadOnlyDictionary<string, NamedTensor>> tensors;

    private GoldenCase(string name, JsonElement json)
    {
        Name = name;
        Json = json;
        tensors = new(() => json.TryGetProperty("data", out var data)
            ? SafeTensors.Read(GoldenFolder.PathOf(data.GetString()!))
            : new Dictionary<string, NamedTensor>());
    }

    /// <summary><c>group/case</c>.</summary>
    public string Name { get; }

    /// <summary>The whole case as it stands in its file.</summary>
    public JsonElement Json { get; }

    /// <summary>The reference's function that made the outputs.</summary>
    public string Function => Json.GetProperty("function").GetString()!;

    /// <summary>The reference's constructor arguments.</summary>
    public JsonElement Config => Json.GetProperty("config");

    public IReadOnlyList<string> Inputs => Strings("inputs");

    public IReadOnlyList<string> Outputs => Strings("outputs");

    /// <summary>All tensors of the data file by name.</summary>
    public IReadOnlyDictionary<string, NamedTensor> Tensors => tensors.Value;

    /// <param name="name"><c>group/case</c>, as the index has it.</param>
    public static GoldenCase Load(string name) => Parse(name, File.ReadAllText(GoldenFolder.PathOf(name + ".json")));

    /// <summary>A case from its JSON.</summary>
    public static GoldenCase Parse(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        return new GoldenCase(name, document.RootElement.Clone());
    }

    /// <summary>The weights by name; empty where the case has none. Files may hold more than the network uses.</summary>
    public IReadOnlyDictionary<string, NamedTensor> Weights() =>
        Json.TryGetProperty("weights", out var weights) ? GoldenWeights.Load(weights) : new Dictionary<string, NamedTensor>();

    /// <summary>Names and shapes of every parameter of the network, or null where the case does not list them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>>? StateDict() =>
        Json.TryGetProperty("weights", out var weights) ? GoldenWeights.StateDict(weights) : null;

    /// <summary>The tolerance of an output.</summary>
    public GoldenTolerance Tolerance(string output) => GoldenTolerance.Parse(Json.GetProperty("tolerance").GetProperty(output), Tensors);

    /// <summary>Compares an output with its reference.</summary>
    /// <exception cref="GoldenMismatchException">It differs in shape, or by more than its tolerance.</exception>
    public void Check(string output, IReadOnlyList<long> shape, ReadOnlySpan<float> values)
    {
        var actual = new double[values.Length];
        for (var i = 0; i < actual.Length; i++)
        {
            actual[i] = values[i];
        }

        Tolerance(output).Check($"{Name}: {output}", shape, actual, Tensors[output]);
    }

    public override string ToString() => Name;

    private string[] Strings(string key) => [.. Json.GetProperty(key).EnumerateArray().Select(value => value.GetString()!)];
}
