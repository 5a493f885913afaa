using System.Diagnostics.CodeAnalysis;

namespace Diffusion.Sampling;

/// <summary>The names by which jobs and model cards choose one of a few things; errors list them all.</summary>
/// <param name="subject">What is chosen, for messages: "sampler", "noise schedule".</param>
/// <param name="choices">Names in the order in which messages list them.</param>
public sealed class NamedChoices<T>(string subject, params (string Name, T Value)[] choices)
    where T : notnull
{
    public IReadOnlyList<string> Names { get; } = [.. choices.Select(choice => choice.Name)];

    /// <summary>Looks a name up (case matters). If it is unknown, <paramref name="problem"/> lists what is known.</summary>
    public bool TryFind(string? name, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? problem)
    {
        foreach (var choice in choices)
        {
            if (choice.Name == name)
            {
                value = choice.Value;
                problem = null;
                return true;
            }
        }

        value = default;
        problem = $"Unknown {subject} '{name}'. Use one of: {string.Join(", ", Names)}.";
        return false;
    }

    /// <summary>The value of that name.</summary>
    /// <exception cref="SamplingException">The name is unknown.</exception>
    public T Find(string? name) => TryFind(name, out var value, out var problem) ? value : throw new SamplingException(problem);

    /// <summary>Whether the table has that value; an enum cast from a number may not be in it.</summary>
    public bool Contains(T value) => choices.Any(choice => choice.Value.Equals(value));

    /// <summary>The name of a value of the table.</summary>
    /// <exception cref="SamplingException">The value has no name here.</exception>
    public string NameOf(T value)
    {
        foreach (var choice in choices)
        {
            if (choice.Value.Equals(value))
            {
                return choice.Name;
            }
        }

        throw new SamplingException(Unknown(value));
    }

    internal string Unknown(T value) => $"Unknown {subject} '{value}'. Use one of: {string.Join(", ", Names)}.";
}
