namespace Diffusion.Graph;

/// <summary>Picking a label's element.</summary>
public static partial class Ops
{
    /// <summary>
    /// The element of each row that a label names: Σ_k x[n, k]·OneHot(y)[n, k]. A label outside [0, K) makes its row, and its gradient, NaN.
    /// </summary>
    /// <param name="x">[N, K], such as log-probabilities.</param>
    /// <param name="label">int64 [N].</param>
    /// <returns>[N].</returns>
    public static Value PickLabel(Value x, Value label)
    {
        if (x.Rank != 2 || label.Rank != 1)
        {
            throw new GraphException($"PickLabel: shapes {Shapes.Text(x.Dimensions)} and {Shapes.Text(label.Dimensions)} are not [N, K] and [N].");
        }

        var classes = x.Shape[1];
        var inRange = And(GreaterOrEqual(label, label.Constant(0)), Less(label, label.Constant(classes)));
        var check = Where(inRange, x.Constant(1), x.Constant(double.NaN));

        // One of them is not 0: nothing is rounded.
        return Sum(x * (OneHot(label, classes, x.Type) * Unsqueeze(check, 1)), keepDimensions: false, [1]);
    }
}
