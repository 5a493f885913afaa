namespace Diffusion.Sampling;

/// <summary>Settings or options that cannot be sampled with. It carries every problem found, not the first.</summary>
public sealed class SamplingException : Exception
{
    public SamplingException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    public SamplingException(string problem)
        : this([problem])
    {
    }

    /// <summary>One sentence or two each: the value, the limit, what to do.</summary>
    public IReadOnlyList<string> Problems { get; }
}
