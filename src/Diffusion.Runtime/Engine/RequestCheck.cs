using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>Whether a model can serve a request; finds everything that is wrong.</summary>
internal sealed class RequestCheck(ModelFolder model, bool knowsLabels, bool hasGradient, ImageShape? lowResolution, int largestBatch)
{
    private ModelCard Card => model.Card;

    /// <summary>Checks a request.</summary>
    /// <exception cref="ImageException">It cannot be served; every problem is listed.</exception>
    public void Check(ImageRequest request)
    {
        List<string> problems = [.. Problems(request)];
        if (problems.Count > 0)
        {
            throw new ImageException(
                $"Image {request.ImageIndex} of seed {request.Seed} cannot be made by model '{Card.Name}': {string.Join(" ", problems)}");
        }
    }

    private IEnumerable<string> Problems(ImageRequest request)
    {
        var planned = request.Plan.Model;
        if (!IsSame(planned, model.Settings))
        {
            yield return "its plan was made for another schedule or parameterization. Make the plan with the model's own settings.";
        }

        if (request.NetworkLabel is { } label && (!knowsLabels || label < 0 || label >= Card.Classes.Count))
        {
            yield return knowsLabels
                ? $"its network label is {label}, but labels are 0 to {Card.Classes.Count - 1}. Use one of them, or none."
                : $"its network label is {label}, but the network knows no labels. Leave it out.";
        }

        if (request.NetworkLabel is null && knowsLabels && Card.NullClass is null)
        {
            yield return $"it has no network label, but the network has no null class. Use a label from 0 to {Card.Classes.Count - 1}.";
        }

        foreach (var problem in StartProblems(request))
        {
            yield return problem;
        }

        if (request.LowResolution?.Length != lowResolution?.Length)
        {
            yield return lowResolution is { } small
                ? $"it has {request.LowResolution?.Length ?? 0} values of a small image, but the network enlarges [{small.Channels}, {small.Height}, {small.Width}]. Give one of that shape."
                : "it has a small image to enlarge, but the network is none for super-resolution. Leave it out.";
        }

        if (request.FilmEvery < 0)
        {
            yield return $"its film is to have every {request.FilmEvery}th step. Use 1 or more, or 0 for no film.";
        }

        if (request.Plan.NeedsWeakNetwork && model.WeakUnetPath is null)
        {
            yield return "its plan has autoguidance, but the model has no weaker network. Use other guidance, or add files.weakUnet to the model.";
        }

        if (request.Plan.NeedsClassifier && !hasGradient)
        {
            yield return "its plan needs a classifier's gradient, which the model does not have. Use other guidance, or export the model with its classifier.";
        }

        if (request.Plan.NeedsClassifier && request.ClassifierLabel is not { } wanted)
        {
            yield return "its plan has classifier guidance, but no classifier label. Give one.";
        }
        else if (request.ClassifierLabel is { } target && (target < 0 || target >= Card.Classes.Count))
        {
            yield return $"its classifier label is {target}, but labels are 0 to {Card.Classes.Count - 1}. Use one of them.";
        }

        if (request.Plan.NeedsNullPass && (!knowsLabels || Card.NullClass is null))
        {
            yield return "its plan has classifier-free guidance, but the network has no null class. Use other guidance or another model.";
        }
        else if (request.Plan.NeedsNullPass && largestBatch < 2)
        {
            yield return "its plan needs two rows, but the model's card has none beyond 1. Add a larger count to the card's rows.";
        }
    }

    private IEnumerable<string> StartProblems(ImageRequest request)
    {
        var needsImage = request.Plan.Options.Start is StartKind.Image or StartKind.Inversion;
        var length = Card.Channels * Card.ImageSize * Card.ImageSize;
        if (needsImage != request.StartImage is not null)
        {
            yield return needsImage
                ? "its plan starts from an image, but there is none. Give one, or start from noise."
                : "it has an image to start from, which its plan does not use. Leave it out, or plan to start from an image.";
        }
        else if (request.StartImage is { } image && (image.Length != length || !image.All(value => value is >= -1 and <= 1)))
        {
            yield return
                $"its start image has {image.Length} values, but must have {length} ({Card.Channels} channels of {Card.ImageSize}×{Card.ImageSize}), " +
                "all in [−1, 1]. Resize it, and scale its pixels.";
        }

        if (request.Plan.Options.Start == StartKind.Prior && model.PriorPath is null)
        {
            yield return "its plan starts from a prior, which the model does not have. Start from noise or from an image, or add files.prior to the model.";
        }
    }

    private static bool IsSame(DiffusionModelSettings one, DiffusionModelSettings other) =>
        ReferenceEquals(one, other)
        || (one.Schedule.Name == other.Schedule.Name
            && one.Schedule.Betas.SequenceEqual(other.Schedule.Betas)
            && one.Prediction == other.Prediction
            && one.Variance == other.Variance
            && one.RescaleTimesteps == other.RescaleTimesteps);
}
