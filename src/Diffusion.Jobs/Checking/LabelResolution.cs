using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Class names and numbers of a job, looked up in its model.</summary>
internal static class LabelResolution
{
    private const int ShownClasses = 20;

    /// <summary>Class numbers in the order of use; 0 alone where the model has no classes. Unknown ones become problems; those are left out.</summary>
    public static IReadOnlyList<int> Resolve(LabelSelection selection, JobModel model, ICollection<JobProblem> problems)
    {
        if (selection.Labels is null)
        {
            return [.. Enumerable.Range(0, Math.Max(1, model.Classes.Count))];
        }

        if (model.Classes.Count == 0)
        {
            problems.Add(new JobProblem("labels", $"\"{selection}\"", $"the model {model.Name} has no classes", "Leave labels out, or use a model with classes."));
            return [0];
        }

        if (selection.Labels.Count == 0)
        {
            problems.Add(new JobProblem("labels", "[]", "a job draws at least one class", "Name a class, or use \"all\"."));
        }

        var (labels, unknown) = (new List<int>(selection.Labels.Count), 0);
        foreach (var text in selection.Labels)
        {
            if (Find(text, model) is { } label)
            {
                labels.Add(label);
            }
            else if (++unknown <= ShownClasses)
            {
                problems.Add(new JobProblem("labels", $"\"{text}\"", $"the model {model.Name} has no such class", $"Use {Known(model)}."));
            }
        }

        if (unknown > ShownClasses)
        {
            problems.Add(new JobProblem("labels", $"{unknown - ShownClasses} more labels", $"the model {model.Name} has no such classes either", "Mend those first."));
        }

        return labels;
    }

    // A name comes first: a model may well have a class that is called "3".
    private static int? Find(string text, JobModel model)
    {
        for (var label = 0; label < model.Classes.Count; label++)
        {
            if (model.Classes[label] == text)
            {
                return label;
            }
        }

        return int.TryParse(text, out var number) && number >= 0 && number < model.Classes.Count ? number : null;
    }

    private static string Known(JobModel model) => model.Classes.Count <= ShownClasses
        ? $"one of: {string.Join(", ", model.Classes)}; or a number from 0 to {model.Classes.Count - 1}"
        : $"a number from 0 to {model.Classes.Count - 1}, or a name such as {string.Join(", ", model.Classes.Take(5))}";
}
