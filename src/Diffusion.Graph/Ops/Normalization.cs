namespace Diffusion.Graph;

/// <summary>Layer and group normalization.</summary>
public static partial class Ops
{
    /// <summary>
    /// Layer normalization over the last axis, of length D: (x − mean)·r·scale + bias with r = 1/√(var + ε).
    /// </summary>
    /// <param name="x">[.., D].</param>
    /// <param name="scale">[D].</param>
    /// <param name="bias">[D] or none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>Y [.., D], Mean [.., 1], InvStdDev (r) [.., 1]; the last two are float also where x is double.</returns>
    public static (Value Y, Value Mean, Value InvStdDev) LayerNormalization(Value x, Value scale, Value? bias = null, float epsilon = 1e-5f)
    {
        OfRank("LayerNormalization", x, 1);
        LastAxis(x, scale);
        LastAxis(x, bias ?? scale);
        long[] statistics = [.. x.Shape.SkipLast(1), 1];
        var outputs = EmitMany(
            "LayerNormalization",
            bias is null ? [x, scale] : [x, scale, bias],
            [(x.Type, [.. x.Shape]), (ElementType.Float, statistics), (ElementType.Float, statistics)],
            [
                (y, g) => AtNormalized(x, scale, y, g),
                (y, g) => g[0] is { } g0 ? SumTo(g0 * Normalized(x, y), scale) : null,
                (_, g) => g[0] is { } g0 ? SumTo(g0, bias!) : null,
            ],
            Attribute("axis", -1L),
            Attribute("epsilon", epsilon));
        return (outputs[0], outputs[1], outputs[2]);
    }

    /// <summary>
    /// Group normalization (Wu and He 2018) with a weight and bias by channel; with scale and shift it is ADM's AdaGN: norm(x)·(1 + scale) + shift.
    /// </summary>
    /// <remarks>Emitted as LayerNormalization of the groups: ONNX's GroupNormalization is slower and cancels where means are large.</remarks>
    /// <param name="x">[N, C] or [N, C, …].</param>
    /// <param name="groups">G, a divisor of C.</param>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="scale">[N, C], together with <paramref name="shift"/>, or none.</param>
    /// <param name="shift">[N, C] or none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Value GroupNorm(Value x, int groups, Value weight, Value bias, Value? scale = null, Value? shift = null, float epsilon = 1e-5f)
    {
        OfRank("GroupNorm", x, 2);
        var channels = x.Shape[1];
        if (groups < 1 || channels % groups != 0 || (scale is null) != (shift is null))
        {
            throw new GraphException($"GroupNorm: {groups} groups do not divide the channels of {Shapes.Text(x.Dimensions)}, or scale was given without shift.");
        }

        var rows = Reshape(x, 0, groups, -1);
        var ones = Enumerable.Repeat(1.0, checked((int)rows.Shape[2])).ToArray();
        var normalized = Reshape(LayerNormalization(rows, x.Graph.Constant(ones, x.Type, ones.Length), null, epsilon).Y, [0, .. x.Dimensions[1..]]);

        // (x̂·w + b)·(1 + scale) + shift = x̂·(w·(1 + scale)) + (b·(1 + scale) + shift): two passes over the image.
        var (factor, addend) = scale is null ? (weight, bias) : (weight * (1 + scale), (bias * (1 + scale)) + shift!);
        return (normalized * ByChannel(factor, x.Rank)) + ByChannel(addend, x.Rank);
    }

    private static Value ByChannel(Value perChannel, int rank) =>
        rank == 2 ? perChannel : Unsqueeze(perChannel, [.. Enumerable.Range(perChannel.Rank, rank - 2).Select(i => (long)i)]);

    /// <summary>x̂ = (x − mean)·r.</summary>
    private static Value Normalized(Value x, IReadOnlyList<Value> y) => (x - Cast(y[1], x.Type)) * Cast(y[2], x.Type);

    private static Value AtNormalized(Value x, Value scale, IReadOnlyList<Value> y, IReadOnlyList<Value?> g)
    {
        var r = Cast(y[2], x.Type);

        // Without a bias and with scale 1, the output is x̂.
        var plain = IsOnes(scale) && y[0].Producer!.Inputs.Count == 2;
        var normalized = plain ? y[0] : Normalized(x, y);
        Value? total = null;
        if (g[0] is { } g0)
        {
            // r·(g − mean g − x̂·mean(g·x̂))
            var h = IsOnes(scale) ? g0 : g0 * scale;
            total = r * (h - ReduceMean(h, keepDimensions: true, -1) - (normalized * ReduceMean(h * normalized, keepDimensions: true, -1)));
        }

        // ∂mean/∂x = 1/D and ∂r/∂x = −r²·x̂/D
        var count = CountOver(x, [x.Rank - 1]);
        total = g[1] is { } g1 ? Sum(total, ExpandLike(Cast(g1, x.Type) / count, x)) : total;
        return (g[2] is { } g2 ? Sum(total, -(Cast(g2, x.Type) * r * r * normalized / count)) : total)!;
    }

    private static Value Sum(Value? a, Value b) => a is null ? b : a + b;

    private static bool IsOnes(Value scale) => scale.Data is { } data && Array.TrueForAll(data.ToDoubles(), v => v == 1);

    private static void LastAxis(Value x, Value perElement)
    {
        SameType("LayerNormalization", x, perElement);
        if (perElement.Rank != 1 || perElement.Shape[0] != x.Shape[^1])
        {
            throw new GraphException($"LayerNormalization: shapes {Shapes.Text(x.Dimensions)} and {Shapes.Text(perElement.Dimensions)} do not fit: the second must be the last axis of the first.");
        }
    }
}
