using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>A request that is being read, with what went wrong on the way.</summary>
internal sealed class JobDraft
{
    private readonly List<JobProblem> problems = [];
    private readonly HashSet<string> unreadable = new(StringComparer.Ordinal);

    public JobRequest Request { get; set; } = new() { Model = "", Count = 0 };

    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<JobProblem> Problems => problems;

    public IReadOnlySet<string> Unreadable => unreadable;

    public void Refuse(string field, JsonElement value, string limit, string action) =>
        Refuse(field, JobProblemText.Of(value), limit, action);

    public void Refuse(string field, string value, string limit, string action)
    {
        unreadable.Add(field);
        problems.Add(new JobProblem(field, value, limit, action));
    }
}
