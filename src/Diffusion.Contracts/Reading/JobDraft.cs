using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>A request that is being read, with what went wrong on the way.</summary>
internal sealed class JobDraft
{
    /// <summary>Problems that are named; of more only the number is said.</summary>
    private const int MaxProblems = 100;

    private readonly List<JobProblem> problems = [];
    private int unnamed;
    private readonly HashSet<string> unreadable = new(StringComparer.Ordinal);

    public JobRequest Request { get; set; } = new() { Model = "", Count = 0 };

    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<JobProblem> Problems => unnamed == 0
        ? problems
        : [.. problems, new JobProblem("message", $"{unnamed} more problems", $"{MaxProblems} are named", "Mend those first.")];

    public IReadOnlySet<string> Unreadable => unreadable;

    public void Refuse(string field, JsonElement value, string limit, string action) =>
        Refuse(field, JobProblemText.Of(value), limit, action);

    public void Refuse(string field, string value, string limit, string action)
    {
        unreadable.Add(field);
        if (problems.Count == MaxProblems)
        {
            unnamed++;
            return;
        }

        problems.Add(new JobProblem(field, value, limit, action));
    }
}
