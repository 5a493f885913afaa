using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>
/// What a trained UNet says of ∇ₓ log p(y | x_t), and how far a classifier's gradient is from it: denoising likelihood score
/// matching (Chao et al. 2022, arXiv 2203.14206) with the score of each example's noise replaced by its mean given x_t and y,
/// the UNet's with the label. So it can be asked of every label at every x_t, not of the true one alone. Cross-entropy makes
/// the right class likely, but says little of the slope towards a class, and the slope is all that guidance uses.
/// </summary>
/// <param name="teacher">The UNet, which knows the null class.</param>
/// <param name="weight">Of the loss, beside the cross-entropy.</param>
public sealed class LikelihoodScore(Teacher teacher, double weight)
{
    /// <summary>weight · ‖σ_t²·∇ₓ log p(y | x_t) − √ᾱ_t·(x̂₀(x_t, y) − x̂₀(x_t, ∅))‖² of each example [N], a squared length.</summary>
    /// <param name="logits">The classifier's at <paramref name="noisy"/>, [N, K].</param>
    /// <param name="noisy">x_t [N, C, H, W], which gradients are asked of.</param>
    /// <param name="times">What networks see of t [N].</param>
    /// <param name="labels">The examples' own, int64 [N].</param>
    /// <param name="timesteps">t [N].</param>
    public Tensor Losses(Tensor logits, Tensor noisy, Tensor times, Tensor labels, int[] timesteps)
    {
        var asked = Asked(labels);

        // Examples do not meet, so that the gradient of the sum has each example's own.
        var slope = -autograd.grad([ClassifierObjective.CrossEntropy(logits, asked).sum()], [noisy], retain_graph: true, create_graph: true)[0];
        var difference = teacher.Equations.ScaleScore(slope, timesteps) - OfTeacher(noisy.detach(), times, asked, timesteps);
        return difference.pow(2).sum([1, 2, 3]) * weight;
    }

    /// <summary>
    /// The labels whose slopes are matched. Guidance starts where an image could be of any class and leads it away from others, so
    /// every second example is asked of its neighbour's label.
    /// </summary>
    private static Tensor Asked(Tensor labels)
    {
        var own = labels.cpu().data<long>().ToArray();
        return tensor([.. own.Select((label, index) => index % 2 == 0 ? label : own[index - 1])], [own.Length], device: labels.device);
    }

    /// <summary>σ_t²·∇ₓ log p(y | x_t) by the UNet with and without the label (Ho and Salimans 2021, section 3.2).</summary>
    private Tensor OfTeacher(Tensor noisy, Tensor times, Tensor labels, int[] timesteps) => teacher.Equations.ScoreDifference(
        teacher.Predict(noisy, times, labels), teacher.PredictUnlabelled(noisy, times), timesteps);
}
