using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>Submits the demo's jobs to the running service, one after the other, and looks at what it has made.</summary>
internal sealed class DemoRun(ModelSource models, JobSubmission submission, JobWatch watch, JobDownload download)
{
    /// <summary>Runs all jobs; each has its folder below <paramref name="output"/>.</summary>
    public async Task<IReadOnlyList<DemoResult>> RunAsync(DemoSettings settings, string output, CancellationToken cancellation)
    {
        if (!models.Names.Contains(settings.Model))
        {
            throw new CommandException($"There is no model {settings.Model}, but one of: {string.Join(", ", models.Names)}.");
        }

        var model = models.Folder(settings.Model);
        using var judge = new Judge(model, Device.Select(DeviceChoice.Cpu));
        var results = new List<DemoResult>();
        foreach (var job in DemoJobs.Create(settings, model.Settings.Schedule.Timesteps))
        {
            results.Add(await RunAsync(job, judge, Path.Combine(output, job.Name), cancellation));
        }

        return results;
    }

    private async Task<DemoResult> RunAsync(DemoJob job, Judge judge, string folder, CancellationToken cancellation)
    {
        var submitted = await submission.SubmitAsync(job.Request, cancellation);
        var outcome = await WatchCommand.WithBarAsync(watch, submitted, job.Title, cancellation);
        if (outcome.Plan is not { } plan || outcome.State != JobState.Completed)
        {
            return new DemoResult(job, outcome.Images, 0, 0, [$"ended as {outcome.State}: {string.Join(' ', outcome.Reasons)}"]);
        }

        // What an earlier demo left would be counted as this one's.
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await download.RunAsync(submitted.JobId, folder, cancellation);
        var (images, problems) = JobFolderCheck.Check(folder, plan);
        var found = judge.Classify([.. images.Select(image => image.Pixels.ToPlanes())]);
        var agreeing = images.Zip(found).Count(pair => pair.First.Label == pair.Second);
        return new DemoResult(job, images.Count, Seconds(folder), (double)agreeing / plan.Request.Count, problems);
    }

    private static double Seconds(string folder)
    {
        var actuals = Directory.GetFiles(Path.Combine(folder, "actuals"))
            .Select(path => JsonSerializer.Deserialize(File.ReadAllBytes(path), BatchActuals.Json)!)
            .ToList();
        return actuals.Count == 0 ? 0 : (actuals.Max(actual => actual.Started.AddSeconds(actual.Seconds)) - actuals.Min(actual => actual.Started)).TotalSeconds;
    }

    /// <summary>The table of results.</summary>
    public static Table Table(IEnumerable<DemoResult> results)
    {
        var table = new Table().AddColumns("job", "images", "seconds", "images/s", "class agreement");
        foreach (var result in results)
        {
            table.AddRow(
                new Text(result.Job.Title),
                new Text($"{result.Images}"),
                new Text($"{result.Seconds:F1}"),
                new Text($"{result.ImagesPerSecond:F2}"),
                new Text($"{result.Agreement:P0}"));
        }

        return table;
    }
}
