namespace Diffusion.Sampling;

/// <summary>One time that a sampler asks the networks, and what it does with the answer.</summary>
/// <param name="At">Where x_t stands.</param>
/// <param name="PlanStep">Writes the unguided update.</param>
/// <param name="PlanGradient">Adds the gradient g of log p(y | x_t), scaled. null: no classifier acts.</param>
internal sealed record StepEvaluation(ChainPosition At, Action<StepRow> PlanStep, Action<StepRow, double>? PlanGradient)
{
    /// <summary>ᾱ of the image after it: of the next, less noisy place unless it says otherwise.</summary>
    public double AlphaBarAfter { get; init; } = At.AlphaBarPrevious;

    /// <summary>False where only the classifier is asked.</summary>
    public bool AsksNetwork { get; init; } = true;
}
