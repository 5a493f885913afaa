using Diffusion.Contracts;
using Diffusion.Jobs;
using Diffusion.Sampling;

namespace Diffusion.Cli;

/// <summary>What an image of a job asks of the networks, on average over the job's guidance scales.</summary>
/// <param name="NetworkRows">Evaluations of the UNet: one a step, two where a null class or a weaker network is asked as well.</param>
/// <param name="GradientRows">Evaluations of the classifier's gradient.</param>
internal sealed record JobWork(double NetworkRows, double GradientRows)
{
    /// <summary>Counts a job's evaluations in the very plan that its images would be sampled with.</summary>
    public static JobWork Of(JobRequest request, JobModel model)
    {
        var scales = request.Guidance.Scales?.Values.Count ?? 1;
        var works = Enumerable.Range(0, scales).Select(scale => OfOne(request with { Guidance = request.Guidance.OfScale(scale) }, model)).ToArray();
        return new JobWork(works.Average(work => work.NetworkRows), works.Average(work => work.GradientRows));
    }

    private static JobWork OfOne(JobRequest request, JobModel model)
    {
        var options = JobSampling.Options(request);
        // Where chains start from an inversion, the way up is in the plan.
        var steps = SamplingPlan.Create(model.Settings, options).Steps;
        return new JobWork(
            steps.Count(step => step.NeedsNetwork) + steps.Count(step => step.NeedsNullPass) + steps.Count(step => step.NeedsWeakNetwork),
            steps.Count(step => step.NeedsGradient));
    }
}
