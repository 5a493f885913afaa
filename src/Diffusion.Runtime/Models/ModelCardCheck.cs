using System.Text.RegularExpressions;
using Diffusion.Networks;
using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>Checks what a card says; finds everything that is wrong.</summary>
internal static partial class ModelCardCheck
{
    private const int LargestImage = 1024;
    private const int MostRows = 256;
    private const int MostTimesteps = 10_000;

    public static void Check(ModelCard card, ICollection<string> problems)
    {
        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        Require(card.Format == ModelCard.CurrentFormat, $"format is {card.Format}, but only {ModelCard.CurrentFormat} is known. Export the model again.");
        Require(IsName(card.Name), $"name is '{card.Name}'. {NameRule}");
        Require(card.Version.Length > 0, "version is empty. Set it to a text that changes when the weights do.");
        Require(card.ImageSize is >= 1 and <= LargestImage, $"imageSize is {card.ImageSize}, but must lie in 1 to {LargestImage}. Set it to the images' height and width.");
        Require(card.Channels is 1 or 3, $"channels is {card.Channels}, but images are grey (1) or colour (3). Set it to 1 or 3.");
        Require(card.Classes.All(name => !string.IsNullOrWhiteSpace(name)), "classes holds an empty name. Name every label.");
        Require(card.Classes.Distinct().Count() == card.Classes.Count, "classes holds a name twice. Give each label its own.");
        Require(
            card.NullClass is null || (card.Classes.Count > 0 && card.NullClass == card.Classes.Count),
            $"nullClass is {card.NullClass}, but must come right after the {card.Classes.Count} classes. Set it to {card.Classes.Count}, or leave it out.");
        Require(card.KnowsLabels != false || card.NullClass is null, $"knowsLabels is false, but nullClass is {card.NullClass}. Leave nullClass out, or knowsLabels.");
        Require(card.KnowsLabels != true || card.Classes.Count > 0, "knowsLabels is true, but there are no classes. Name them, or leave knowsLabels out.");
        Require(
            card.Precision is null || Precisions.All.Any(known => known.Key == card.Precision),
            $"precision is '{card.Precision}'. Use one of: {string.Join(", ", Precisions.All.Select(known => known.Key))}; or leave it out for fp32.");
        Require(
            (card.Attributes is null) == (card.Files.Attributes is null) && card.Attributes is not { Count: 0 },
            $"attributes names {card.Attributes?.Count ?? 0} and files.attributes is {(card.Files.Attributes is null ? "missing" : "there")}. Give both, or neither.");
        CheckRows(card.Rows, problems);
        CheckSampling(card, problems);
    }

    public const string NameRule =
        "Use 1 to 64 lower-case letters, digits, '-', '_' and '.', beginning with a letter or a digit.";

    public static bool IsName(string name) => NamePattern().IsMatch(name) && !name.Contains("..");

    private static void CheckRows(IReadOnlyList<int> rows, ICollection<string> problems)
    {
        var ascending = rows.Zip(rows.Skip(1)).All(pair => pair.First < pair.Second);
        if (rows.Count == 0 || !ascending || rows[0] < 1 || rows[^1] > MostRows)
        {
            problems.Add($"rows is [{string.Join(", ", rows)}], but must ascend within 1 to {MostRows}. Set it to [1, 4, 16].");
        }
    }

    private static void CheckSampling(ModelCard card, ICollection<string> problems)
    {
        if (!SamplingChoices.Predictions.TryFind(card.Prediction, out _, out var prediction))
        {
            problems.Add(prediction);
        }

        if (!SamplingChoices.Variances.TryFind(card.Variance, out _, out var variance))
        {
            problems.Add(variance);
        }

        if (card.Schedule.Timesteps is < 1 or > MostTimesteps)
        {
            problems.Add($"schedule.timesteps is {card.Schedule.Timesteps}, but must lie in 1 to {MostTimesteps}. Set it to the T of training.");
            return;
        }

        try
        {
            _ = card.Schedule.ToSchedule();
        }
        catch (SamplingException error)
        {
            foreach (var problem in error.Problems)
            {
                problems.Add(problem);
            }
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
