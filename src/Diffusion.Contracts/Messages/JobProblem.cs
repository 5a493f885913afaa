namespace Diffusion.Contracts;

/// <summary>One thing that is wrong with a job.</summary>
/// <param name="Field">The member, such as "steps" or "guidance.scale"; "message" for the whole.</param>
/// <param name="Value">What was given, shortened.</param>
/// <param name="Limit">What is allowed.</param>
/// <param name="Action">What to do.</param>
public sealed record JobProblem(string Field, string Value, string Limit, string Action)
{
    /// <summary>Longest value that a problem repeats, in characters.</summary>
    public const int MaxValueLength = 120;

    /// <summary>What was given, shortened to <see cref="MaxValueLength"/>.</summary>
    public string Value { get; init; } = Value.Length <= MaxValueLength ? Value : Value[..MaxValueLength] + "…";

    /// <inheritdoc />
    public override string ToString() => $"{Field} is {Value}, but {Limit}. {Action}";
}
