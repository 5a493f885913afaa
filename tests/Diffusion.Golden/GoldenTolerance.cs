using System.Text.Json;
using Diffusion.Networks;

namespace Diffusion.Golden;

/// <summary>
/// |v − r| ≤ atol + rtol·|r|, with the tightest atol given: one number, one per row (first axis), one per column (second axis)
/// or one per element. <c>"exact"</c> means equality.
/// </summary>
public sealed class GoldenTolerance
{
    private readonly double atol = double.PositiveInfinity;
    private readonly double rtol;
    private readonly double[]? rows;
    private readonly double[]? columns;
    private readonly double[]? elements;

    private GoldenTolerance(JsonElement json, IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            atol = json.GetString() == "exact" ? 0 : throw new InvalidDataException($"Unknown tolerance '{json.GetString()}'. Use 'exact' or an object.");
            return;
        }

        rtol = json.TryGetProperty("rtol", out var relative) ? relative.GetDouble() : 0;
        rows = Numbers(json, "atol_rows");
        columns = Numbers(json, "atol_columns");
        elements = json.TryGetProperty("atol_tensor", out var name) ? Doubles(tensors[name.GetString()!]) : null;
        if (json.TryGetProperty("atol", out var absolute))
        {
            atol = absolute.GetDouble();
        }
        else if ((rows ?? columns ?? elements) is null)
        {
            throw new InvalidDataException("A tolerance has none of atol, atol_rows, atol_columns, atol_tensor.");
        }
    }

    /// <param name="json">The tolerance of one output.</param>
    /// <param name="tensors">The case's tensors, where <c>atol_tensor</c> looks.</param>
    public static GoldenTolerance Parse(JsonElement json, IReadOnlyDictionary<string, NamedTensor> tensors) => new(json, tensors);

    /// <summary>Compares values with their reference.</summary>
    /// <param name="what">Names the values in the error.</param>
    /// <param name="shape">Shape of <paramref name="actual"/>.</param>
    /// <param name="actual">Row-major.</param>
    /// <param name="reference">What the reference gave.</param>
    /// <exception cref="GoldenMismatchException">Another shape, or a value out of tolerance; names the worst one.</exception>
    public void Check(string what, IReadOnlyList<long> shape, ReadOnlySpan<double> actual, NamedTensor reference)
    {
        if (!shape.SequenceEqual(reference.Shape))
        {
            throw new GoldenMismatchException($"{what} is [{string.Join(", ", shape)}], the reference [{string.Join(", ", reference.Shape)}].");
        }

        var expected = Doubles(reference);
        var (worst, excess, count) = (-1, 0.0, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = Absolute(i, expected.Length, shape) + (rtol * Math.Abs(expected[i]));
            var difference = Math.Abs(actual[i] - expected[i]);
            if (difference <= allowed || actual[i].Equals(expected[i]))
            {
                continue;
            }

            // NaN counts as the worst there is.
            var by = double.IsNaN(difference) ? double.PositiveInfinity : difference / allowed;
            count++;
            (worst, excess) = worst < 0 || by > excess ? (i, by) : (worst, excess);
        }

        if (count > 0)
        {
            throw new GoldenMismatchException($"{what}: {count} of {expected.Length} values are out of tolerance. The worst, at element {worst}, is {actual[worst]:R}; the reference is {expected[worst]:R} ({excess:0.#} times the tolerance).");
        }
    }

    private double Absolute(int element, int count, IReadOnlyList<long> shape)
    {
        var result = Math.Min(atol, elements?[element] ?? double.PositiveInfinity);
        if (rows is not null)
        {
            result = Math.Min(result, rows[element / (count / (int)shape[0])]);
        }

        if (columns is not null)
        {
            result = Math.Min(result, columns[element / (count / (int)(shape[0] * shape[1])) % (int)shape[1]]);
        }

        return result;
    }

    private static double[]? Numbers(JsonElement json, string key) =>
        json.TryGetProperty(key, out var list) ? [.. list.EnumerateArray().Select(value => value.GetDouble())] : null;

    private static double[] Doubles(NamedTensor tensor) => tensor.Values switch
    {
        float[] singles => Array.ConvertAll(singles, value => (double)value),
        long[] integers => Array.ConvertAll(integers, value => (double)value),
        _ => (double[])tensor.Values,
    };
}
