namespace Diffusion.Runtime;

/// <summary>A model that cannot be used. It carries every problem found, not the first.</summary>
public sealed class ModelException : Exception
{
    public ModelException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    public ModelException(string problem)
        : this([problem])
    {
    }

    /// <summary>One sentence or two each: the value, the limit, what to do.</summary>
    public IReadOnlyList<string> Problems { get; }
}
