using Diffusion.Contracts;
using Diffusion.Sampling;

namespace Diffusion.Jobs;

/// <summary>
/// Some networks tell what one timestep's step needs: the mean of x_{t−1}, or its variance. Of a jump over several timesteps they say
/// nothing, and guided-diffusion takes their word for it all the same; a job is refused instead.
/// </summary>
internal static class OneTimestepCheck
{
    /// <summary>The problem of a job whose chain leaves timesteps out that its model cannot; null for all others.</summary>
    public static JobProblem? Of(JobRequest request, JobModel model, SamplingPlan plan)
    {
        var telling = plan.Model.Prediction == PredictionKind.PreviousX ? "image before"
            : plan.Model.Variance == VarianceKind.Learned && request.Sampler == SamplerName.Ddpm ? "variance"
            : null;
        if (telling is null || VisitsAll(plan))
        {
            return null;
        }

        var (member, value) = request.Timesteps is null && request.EndTimestep > 0 ? ("endTimestep", $"{request.EndTimestep}") : SamplingProblems.Steps(request);
        return telling == "variance"
            ? new JobProblem(member, value, $"the model {model.Name} learned the variance of a step of one timestep, and ddpm would take it for a jump over several",
                "Use the sampler ddim, or set steps to \"\" for every timestep and leave endTimestep out.")
            : new JobProblem(member, value, $"the model {model.Name} predicts the image one timestep before (previousX), so a chain cannot leave timesteps out",
                "Set steps to \"\" for every timestep, and leave endTimestep out.");
    }

    /// <summary>Every timestep from 0 to the noisiest, and nothing between.</summary>
    private static bool VisitsAll(SamplingPlan plan) =>
        plan.Steps.Select(step => step.Timestep).Distinct().Order().SequenceEqual(Enumerable.Range(0, plan.Schedule.Timesteps).Select(timestep => (double)timestep));
}
