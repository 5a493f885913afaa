namespace Diffusion.Sampling;

/// <summary>
/// One step of every row of the device batch, as a graph: samplers, timesteps and guidance differ by row only in their coefficients.
/// </summary>
/// <remarks>
/// Inputs, with N rows: <see cref="X"/> x_t [N, C, H, W]; <see cref="Output"/> the network's output [N, C or 2C, H, W];
/// <see cref="Gradient"/> ∇ log p(y | x_t), unscaled, [N, C, H, W]; <see cref="Noise"/> z [N, C, H, W];
/// <see cref="Coefficients"/> [N, <see cref="ColumnCount"/>], a <see cref="PlannedStep.Coefficients"/> a row;
/// <see cref="ConditionalRow"/> and <see cref="NullRow"/> int64 [N], the rows whose outputs see the label and the null class (the own
/// row where there is no pair).
/// Outputs: <see cref="NextX"/> x_{t−1} and <see cref="X0"/> x̂₀, both [N, C, H, W].
/// A coefficient of 0 leaves its term out, whatever the tensor holds.
/// </remarks>
public static class StepGraph
{
    public const string X = "x";
    public const string Output = "output";
    public const string Gradient = "gradient";
    public const string Noise = "noise";
    public const string Coefficients = "coefficients";
    public const string ConditionalRow = "conditional_row";
    public const string NullRow = "null_row";
    public const string NextX = "next_x";
    public const string X0 = "x0";

    /// <summary>K, the number of <see cref="StepColumn"/>s.</summary>
    public const int ColumnCount = StepRow.ColumnCount;
}
