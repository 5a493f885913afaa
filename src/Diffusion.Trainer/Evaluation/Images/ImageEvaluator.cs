using Diffusion.Trainer.Datasets.Npz;
using Diffusion.Trainer.Evaluation.Attributes;
using Diffusion.Trainer.Evaluation.Features;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>Measures pictures against real ones by what networks see in them.</summary>
/// <param name="network">Whose features are compared.</param>
/// <param name="judge">Who tells classes; null: nobody. May be the same network.</param>
/// <param name="classes">The judge's.</param>
/// <param name="attributes">Whose features are attributes of pictures; null: nobody tells any.</param>
/// <param name="attributeNames">Of its outputs.</param>
public sealed class ImageEvaluator(
    FeatureNetwork network, FeatureNetwork? judge, IReadOnlyList<string> classes, FeatureNetwork? attributes = null, IReadOnlyList<string>? attributeNames = null)
{
    private readonly List<string> notes = [];

    /// <param name="images">What is measured.</param>
    /// <param name="reference">A folder or an <c>.npz</c>: real pictures, ready moments, or both.</param>
    /// <param name="count">Pictures at most; null: all.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="TrainerException">There are too few pictures, or the reference has nothing to measure against.</exception>
    public ImageEvaluation Measure(IEvaluatedImages images, string reference, int? count, Action<string> progress, CancellationToken stop)
    {
        var measured = See(images, Math.Min(count ?? images.Count, images.Count), progress, stop);
        Require(measured, images);
        var real = EvaluatedImages.TryOpen(reference);
        var seen = real is null ? null : See(real, count is null ? real.Count : (int)Math.Min(real.Count, 2L * count.Value), progress, stop);
        progress("figures");

        var all = FeatureMoments.Of(measured.Features);
        var statistics = ReadStatistics(reference, measured.Features[0].Length);
        if (seen is null && statistics is null)
        {
            throw new TrainerException(
                $"'{reference}' has no pictures, and no moments of {measured.Features[0].Length} features. Name the network that its moments were computed with for --features.");
        }

        var compared = seen is null ? null : Compare(measured, Require(seen, real!), all);
        return new ImageEvaluation
        {
            Images = images.Place,
            Reference = reference,
            FeatureNetwork = network.Name,
            Features = measured.Features[0].Length,
            ImageCount = measured.Features.Count,
            ReferenceCount = seen?.Features.Count ?? 0,
            Agreement = measured.Agreement,
            ReferenceAgreement = seen?.Agreement,
            Generated = compared?.Generated,
            Real = compared?.Real,
            FrechetOfAll = compared?.FrechetOfAll,
            Attributes = compared?.Attributes,
            Statistics = statistics?.Name,
            FrechetToStatistics = statistics is null ? null : FrechetDistance.Of(all, statistics.Value.Moments),
            Notes = notes,
        };
    }

    /// <summary>Both sets by as many pictures, since every one of these figures depends on the number.</summary>
    private Comparison Compare(Seen measured, Seen real, FeatureMoments all)
    {
        var (one, other) = EvenChoice.Halves([.. Enumerable.Range(0, real.Features.Count)]);
        var number = Math.Min(measured.Features.Count, other.Length);
        var against = real.Take(EvenChoice.Spread(one, number));
        var moments = FeatureMoments.Of(against.Features);
        var (generated, second) = (
            measured.Take(EvenChoice.Spread([.. Enumerable.Range(0, measured.Features.Count)], number)),
            real.Take(EvenChoice.Spread(other, number)));
        Note(number, moments.Mean.Count);
        return new Comparison(
            ImageFigures.Of(generated.Features, generated.Labels, against.Features, moments),
            ImageFigures.Of(second.Features, second.Labels, against.Features, moments),
            FrechetDistance.Of(all, FeatureMoments.Of(real.Features)),
            generated.Attributes is null ? null : AttributeFigures.Of(attributeNames ?? [], generated.Attributes, against.Attributes!, second.Attributes!));
    }

    private void Note(int number, int features)
    {
        if (number < ImageEvaluation.FewImages)
        {
            notes.Add($"Only {number} pictures of each: the Fréchet distance falls with their number, so compare it with real against real, and with figures of as many pictures. {ImageEvaluation.FewImages} or more are better.");
        }

        if (number <= features)
        {
            notes.Add($"{number} pictures do not span {features} features: their covariance is singular. Give more pictures than there are features.");
        }

        if (number > ImageFigures.LargestManifold)
        {
            notes.Add($"Precision and recall are of {ImageFigures.LargestManifold} pictures of each.");
        }
    }

    private (string Name, FeatureMoments Moments)? ReadStatistics(string reference, int features)
    {
        if (Directory.Exists(reference))
        {
            return null;
        }

        using var file = new NpzFile(reference);
        var statistics = ReferenceStatistics.Read(file, features);
        if (statistics is null && ReferenceStatistics.AreIn(file))
        {
            notes.Add($"The moments in '{reference}' are of another network than {network.Name}, whose features are {features}.");
        }

        return statistics;
    }

    private Seen See(IEvaluatedImages images, int count, Action<string> progress, CancellationToken stop)
    {
        var chosen = EvenChoice.Of(images, count);
        int[] ascending = [.. chosen.Order()];
        var seen = Look(network);
        var logits = judge is null ? null : ReferenceEquals(judge, network) ? seen.Logits : Look(judge).Logits;
        var told = attributes is null ? null : Look(attributes).Features;
        var agreement = logits is null ? null : ClassAgreement.Of(images, ascending, logits, classes, notes);
        var places = ascending.Select((index, place) => (index, place)).ToDictionary(pair => pair.index, pair => pair.place);
        return new Seen(
            [.. chosen.Select(index => seen.Features[places[index]])],
            images.Labels is { } labels ? [.. chosen.Select(index => labels[index])] : null,
            agreement,
            told is null ? null : [.. chosen.Select(index => told[places[index]])]);

        SeenPictures Look(FeatureNetwork by) =>
            by.See(images.Read(ascending), done => progress($"{images.Place}: {done}/{count} pictures by {by.Name}"), stop);
    }

    private static Seen Require(Seen seen, IEvaluatedImages images) => seen.Features.Count >= 4
        ? seen
        : throw new TrainerException($"'{images.Place}' has {seen.Features.Count} pictures to look at. Give 4 or more, and set --count to that.");

    /// <summary>What was seen, in an order whose evenly spread parts have every class's share.</summary>
    private sealed record Seen(IReadOnlyList<float[]> Features, IReadOnlyList<int>? Labels, ClassAgreement? Agreement, IReadOnlyList<float[]>? Attributes)
    {
        public Seen Take(int[] places) => new(
            [.. places.Select(place => Features[place])],
            Labels is null ? null : [.. places.Select(place => Labels[place])],
            Agreement,
            Attributes is null ? null : [.. places.Select(place => Attributes[place])]);
    }

    private sealed record Comparison(ImageFigures Generated, ImageFigures Real, double FrechetOfAll, IReadOnlyList<AttributeFigures>? Attributes);
}
