using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>
/// One step of every row of the device batch, as a graph: samplers, timesteps and guidance differ by row only in their coefficients.
/// </summary>
/// <remarks>
/// Inputs, with N rows: <see cref="X"/> x_t [N, C, H, W]; <see cref="Output"/> the network's output [N, C or 2C, H, W];
/// <see cref="Gradient"/> ∇ log p(y | x_t), unscaled, [N, C, H, W]; <see cref="Noise"/> z [N, C, H, W];
/// <see cref="Coefficients"/> [N, <see cref="ColumnCount"/>], a <see cref="PlannedStep.Coefficients"/> a row;
/// <see cref="ConditionalRow"/> and <see cref="NullRow"/> int64 [N], the rows whose outputs see the label and the null class (the own
/// row where there is no pair); <see cref="Kept"/> what the evaluation before has kept [N, C, H, W];
/// <see cref="ThresholdCount"/> int64 [1], the largest <see cref="SamplingPlan.ThresholdCount"/> of the rows; and, where there is a
/// weaker network, <see cref="WeakOutput"/>, its output.
/// Outputs, all [N, C, H, W]: <see cref="NextX"/> x_{t−1}; <see cref="X0"/> x̂₀; <see cref="NextKept"/>, x̂₀ again or, where a step
/// takes the gradient at its mean, the network's Σ.
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
    public const string Kept = "kept";
    public const string ThresholdCount = "threshold_count";
    public const string WeakOutput = "weak_output";
    public const string NextX = "next_x";
    public const string NextKept = "next_kept";
    public const string X0 = "x0";

    /// <summary>K, the number of <see cref="StepColumn"/>s.</summary>
    public const int ColumnCount = StepRow.ColumnCount;

    /// <summary>The graph for a model's kind of output and images of [C, H, W].</summary>
    public static OnnxModel Build(DiffusionModelSettings model, int channels, int height, int width, bool hasWeakNetwork = false)
    {
        var graph = new GraphBuilder("step");
        var x = Image(X);
        var output = NetworkOutput(Output);
        var weak = hasWeakNetwork ? NetworkOutput(WeakOutput) : null;
        var kept = Image(Kept);
        var gradient = Image(Gradient);
        var noise = Image(Noise);
        var c = new StepCoefficients(graph, graph.Input(Coefficients, ElementType.Float, -1, ColumnCount));
        var conditionalRow = graph.Input(ConditionalRow, ElementType.Int64, -1);
        var nullRow = graph.Input(NullRow, ElementType.Int64, -1);
        var thresholdCount = graph.Input(ThresholdCount, ElementType.Int64, 1);

        // Both rows of a pair see both outputs, and so make the same step.
        var conditional = Ops.Gather(output, conditionalRow, 0);
        var unconditional = Ops.Gather(output, nullRow, 0);
        var weakConditional = weak is null ? null : First(Ops.Gather(weak, conditionalRow, 0));
        var prediction = ClassifierFreeGuidance.Combine(c, First(conditional), First(unconditional), weakConditional);

        // The variance is the conditional one.
        var logVariance = model.Variance.IsLearned() ? Variance.LogVariance(model.Variance, c, Second(conditional)) : null;

        var predicted = Prediction.X0(c, x, prediction);
        var thresholdsBefore = c.IsOff(StepColumn.ThresholdsAfterGuidance);
        var moved = ClassifierGuidance.MoveScore(c, x, predicted, gradient);
        var thresholded = Threshold.Apply(c, Ops.Where(thresholdsBefore, predicted, moved), thresholdCount);
        var x0 = Ops.Where(thresholdsBefore, ClassifierGuidance.MoveScore(c, x, thresholded, gradient), thresholded);
        var eps = Prediction.EpsOfX0(c, x, x0);

        graph.Output(NextX, Next(c, x, x0, eps, prediction, logVariance, kept, gradient, noise));
        graph.Output(X0, x0);
        graph.Output(NextKept, logVariance is null ? x0 : Ops.Where(c.IsOff(StepColumn.KeepsVariance), x0, Ops.Exp(logVariance)));
        return graph.Build();

        Value Image(string name) => graph.Input(name, ElementType.Float, -1, channels, height, width);
        Value NetworkOutput(string name) =>
            graph.Input(name, ElementType.Float, -1, model.Variance.IsLearned() ? 2 * channels : channels, height, width);
        Value First(Value all) => model.Variance.IsLearned() ? Ops.Slice(all, 1, 0, channels) : all;
        Value Second(Value all) => Ops.Slice(all, 1, channels, channels);
    }

    /// <summary>x_{t−1} = μ + s·Σ·g + σ·z, where μ weighs x̂₀, x_t, ε, the output and the last x̂₀ as the row's sampler says.</summary>
    private static Value Next(
        StepCoefficients c, Value x, Value x0, Value eps, Value prediction, Value? logVariance, Value kept, Value gradient, Value noise)
    {
        var mean = c.Term(StepColumn.X0Weight, x0)
            + c.Term(StepColumn.PreviousX0Weight, kept)
            + c.Term(StepColumn.XWeight, x)
            + c.Term(StepColumn.EpsWeight, eps)
            + c.Term(StepColumn.OutputWeight, prediction);

        var next = mean
            + ClassifierGuidance.MeanShift(c, gradient, logVariance)
            + c.Term(StepColumn.Sigma, noise);

        return logVariance is null
            ? next
            : next
                + c.Term(StepColumn.LearnedSigma, Ops.Exp(logVariance * 0.5f) * noise)
                + c.Term(StepColumn.KeptMeanShift, kept * gradient)
                + c.Term(StepColumn.KeptSigma, Ops.Sqrt(kept) * noise);
    }
}
