namespace Diffusion.Runtime;

/// <summary>What some image of the batch needs in this step.</summary>
internal readonly record struct StepNeeds(bool HasNetwork, bool HasWeakNetwork, bool HasGradient, bool HasNoise, bool HasLast, bool HasFilm)
{
    public StepNeeds With(Sample sample) => new(
        HasNetwork || sample.Step.NeedsNetwork,
        HasWeakNetwork || sample.Step.NeedsWeakNetwork,
        HasGradient || sample.Step.NeedsGradient,
        HasNoise || sample.Step.NeedsNoise,
        HasLast || sample.IsAtLastStep,
        HasFilm || sample.IsFilmed);
}
