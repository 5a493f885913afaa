using Diffusion.Networks;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>
/// What a trained UNet says of ∇ₓ log p(y | x_t), and how far a classifier's gradient is from it: denoising likelihood score
/// matching (Chao et al. 2022, arXiv 2203.14206) with the score of each example's noise replaced by its mean given x_t and y,
/// the UNet's with the label. So it can be asked of every label at every x_t, not of the true one alone. Cross-entropy makes
/// the right class likely, but says little of the slope towards a class, and the slope is all that guidance uses.
/// </summary>
public sealed class LikelihoodScore
{
    private readonly ParameterStore unet;
    private readonly UNetConfiguration network;
    private readonly DiffusionEquations equations;
    private readonly long nullClass;
    private readonly double weight;

    /// <param name="trained">The UNet, which knows the null class.</param>
    /// <param name="equations">Of its training.</param>
    /// <param name="weight">Of the loss.</param>
    public LikelihoodScore(TrainedNetwork trained, DiffusionEquations equations, double weight)
    {
        unet = trained.ToStore();
        network = trained.Settings.Unet!;
        nullClass = trained.Settings.NullClass!.Value;
        this.equations = equations;
        this.weight = weight;
    }

    /// <exception cref="TrainerException">The UNet is not the recorded one, or was trained for other pictures or noise.</exception>
    public static LikelihoodScore Load(TrainingSettings settings)
    {
        var matching = settings.ScoreMatching!;
        var trained = TrainedNetwork.Load(matching.Unet, TrainingTask.Unet);
        var problems = Problems(settings, trained).ToList();
        return problems.Count == 0
            ? new LikelihoodScore(trained, DiffusionEquations.Of(trained.Settings), matching.Weight)
            : throw new TrainerException(string.Join('\n', problems));
    }

    /// <summary>weight · E‖σ_t²·∇ₓ log p(y | x_t) − √ᾱ_t·(x̂₀(x_t, y) − x̂₀(x_t, ∅))‖², the mean over images of squared lengths.</summary>
    /// <param name="logits">The classifier's at <paramref name="noisy"/>, [N, K].</param>
    /// <param name="noisy">x_t [N, C, H, W], which gradients are asked of.</param>
    /// <param name="times">What networks see of t [N].</param>
    /// <param name="labels">The examples' own, int64 [N].</param>
    /// <param name="timesteps">t [N].</param>
    public Tensor Loss(Tensor logits, Tensor noisy, Tensor times, Tensor labels, int[] timesteps)
    {
        // The loss is a mean over examples that do not meet, so −N times its gradient has each example's own.
        var asked = Asked(labels);
        var slope = autograd.grad([DiffusionEquations.CrossEntropy(logits, asked)], [noisy], create_graph: true)[0] * -timesteps.Length;
        var difference = equations.ScaleScore(slope, timesteps) - OfUnet(noisy.detach(), times, asked, timesteps);
        return difference.pow(2).sum() * (weight / timesteps.Length);
    }

    /// <summary>
    /// The labels whose slopes are matched. Guidance starts where an image could be of any class and leads it away from others, so
    /// every second example is asked of its neighbour's label.
    /// </summary>
    private static Tensor Asked(Tensor labels)
    {
        var own = labels.data<long>().ToArray();
        return tensor([.. own.Select((label, index) => index % 2 == 0 ? label : own[index - 1])], [own.Length]);
    }

    /// <summary>σ_t²·∇ₓ log p(y | x_t) by the UNet with and without the label (Ho and Salimans 2021, section 3.2).</summary>
    private Tensor OfUnet(Tensor noisy, Tensor times, Tensor labels, int[] timesteps)
    {
        using var quiet = no_grad();
        var builder = new TorchNetworkBuilder(unet);
        var labelled = UNet.Forward(builder, network, noisy, times, labels);
        var unlabelled = UNet.Forward(builder, network, noisy, times, full_like(labels, nullClass));
        return equations.ScoreDifference(labelled, unlabelled, timesteps);
    }

    private static IEnumerable<string> Problems(TrainingSettings settings, TrainedNetwork trained)
    {
        var (unet, sha256) = (trained.Settings, trained.Checkpoint.TensorsSha256);
        if (sha256 != settings.ScoreMatching!.UnetSha256)
        {
            yield return $"The UNet in '{trained.Run}' has been trained on (SHA-256 {sha256}, recorded {settings.ScoreMatching.UnetSha256}). " +
                "Add --inexact and --match-scores to go on with it as it is.";
        }

        if (unet.NullClass is null)
        {
            yield return $"The UNet in '{trained.Run}' was trained without label dropout, so it cannot tell what a label changes. Name another for --match-scores.";
        }

        if (!unet.Classes.SequenceEqual(settings.Classes) || unet.ImageSize != settings.ImageSize || unet.Channels != settings.Channels)
        {
            yield return $"The UNet in '{trained.Run}' draws other pictures: {unet.Classes.Count} classes at {unet.ImageSize} × {unet.ImageSize} × {unet.Channels}. " +
                "Name one for --match-scores that was trained with this data set.";
        }

        if (unet.Schedule != settings.Schedule || unet.Timesteps != settings.Timesteps)
        {
            yield return $"The UNet in '{trained.Run}' was trained with the schedule {unet.Schedule} of {unet.Timesteps} timesteps. Give the classifier the same.";
        }
    }
}
