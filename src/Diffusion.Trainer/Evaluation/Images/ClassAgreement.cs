using System.Numerics.Tensors;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>How often the judge sees the class that a picture is labelled with.</summary>
/// <param name="Images">Labelled pictures.</param>
/// <param name="Share">0 to 1.</param>
public sealed record ClassAgreement(int Images, double Share)
{
    /// <param name="images">From which.</param>
    /// <param name="chosen">Indices of the pictures.</param>
    /// <param name="logits">Of each of them [K].</param>
    /// <param name="classes">The judge's.</param>
    /// <param name="notes">Is told why there is none.</param>
    /// <returns>null where the pictures have no labels, or other ones than the judge.</returns>
    public static ClassAgreement? Of(
        IEvaluatedImages images, IReadOnlyList<int> chosen, IReadOnlyList<float[]> logits, IReadOnlyList<string> classes, ICollection<string> notes)
    {
        if (images.Labels is not { } labels)
        {
            return null;
        }

        var known = classes.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number);
        if (images.Classes?.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
        {
            notes.Add($"No class agreement: '{images.Place}' has the class '{unknown}', which the judge does not know.");
            return null;
        }

        if (images.Classes is null && labels.Any(label => label < 0 || label >= classes.Count))
        {
            notes.Add($"No class agreement: '{images.Place}' has labels from {labels.Min()} to {labels.Max()}, but the judge knows 0 to {classes.Count - 1}.");
            return null;
        }

        var wanted = (int label) => images.Classes is null ? label : known[images.Classes[label]];
        var agreed = chosen.Zip(logits).Count(pair => TensorPrimitives.IndexOfMax(pair.Second) == wanted(labels[pair.First]));
        return new ClassAgreement(chosen.Count, (double)agreed / chosen.Count);
    }
}
