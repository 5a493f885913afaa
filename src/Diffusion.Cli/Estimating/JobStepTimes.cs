using System.Globalization;
using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>How long a model's networks took in a job that has run, wherever that was.</summary>
internal sealed class JobStepTimes(JobProgress progress, JobContainer container)
{
    /// <summary>Takes the seconds of a job's batches; rows of the UNet and of the classifier count the same there.</summary>
    public async Task<StepTimes> ReadAsync(string jobId, JobModel model, CancellationToken cancellation)
    {
        var claim = await progress.TryReadClaimAsync(jobId, cancellation) ?? throw new CommandException($"There is no job {jobId}.");
        var plan = await progress.ReadPlanAsync(claim.Prefix, jobId, cancellation);
        var (images, seconds, hosts) = (0, 0.0, new HashSet<string>(StringComparer.Ordinal));
        await foreach (var blob in container.ListAsync(BlobNames.Actuals(claim.Prefix, jobId), cancellation))
        {
            var content = await container.TryReadAsync(blob.Name, cancellation);
            if (content is not null && JsonSerializer.Deserialize(content.ToMemory().Span, BatchActuals.Json) is { } actuals)
            {
                images += actuals.Images;
                seconds += actuals.Seconds;
                hosts.Add(actuals.Host);
            }
        }

        if (plan.Request.Model != model.Name || images == 0)
        {
            throw new CommandException($"Job {jobId} has made {images} images with the model {plan.Request.Model}, which says nothing of {model.Name}. Name a job of that model that has ended.");
        }

        var work = JobWork.Of(plan.Request, model);
        var row = seconds / images / (work.NetworkRows + work.GradientRows);
        return new StepTimes
        {
            Model = model.Name,
            ModelHash = plan.ModelHash,
            Device = string.Join(", ", hosts.Order(StringComparer.Ordinal)),
            SecondsPerNetworkRow = row,
            SecondsPerGradientRow = row,
            How = string.Create(CultureInfo.InvariantCulture, $"{images} images of job {jobId} in {seconds:F1} s of batches; uploads are in it, and batches that shared a host count twice"),
        };
    }
}
