using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>Whether a model can serve a request; finds everything that is wrong.</summary>
internal sealed class RequestCheck(ModelFolder model, bool knowsLabels, bool hasGradient, int largestBatch)
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

    private static bool IsSame(DiffusionModelSettings one, DiffusionModelSettings other) =>
        ReferenceEquals(one, other)
        || (one.Schedule.Name == other.Schedule.Name
            && one.Schedule.Timesteps == other.Schedule.Timesteps
            && one.Prediction == other.Prediction
            && one.Variance == other.Variance
            && one.RescaleTimesteps == other.RescaleTimesteps);
}
