using System.CommandLine;
using Diffusion.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion watch: a progress bar until the job has ended. Exit status 0 only for a completed job.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The job." };
        var command = new Command("watch", "Shows a job's progress until it has ended.") { id };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, services =>
            WatchAsync(services.GetRequiredService<JobWatch>(), new SubmittedJob(parsed.GetRequiredValue(id), ""), cancellation)));
        return command;
    }

    public static async Task<int> WatchAsync(JobWatch watch, SubmittedJob job, CancellationToken cancellation)
    {
        var outcome = await WithBarAsync(watch, job, job.JobId, cancellation);
        AnsiConsole.WriteLine($"{outcome.State.Word()}: {outcome.Images} images{(outcome.Folder is null ? "" : " in " + outcome.Folder)}");
        foreach (var reason in outcome.Reasons)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{reason}[/]");
        }

        return outcome.State == JobState.Completed ? 0 : 1;
    }

    public static Task<JobOutcome> WithBarAsync(JobWatch watch, SubmittedJob job, string title, CancellationToken cancellation) => AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(async bars =>
        {
            var bar = bars.AddTask(Markup.Escape(title), maxValue: 1);
            return await watch.UntilEndAsync(
                job,
                status =>
                {
                    bar.MaxValue = Math.Max(1, status.Total);
                    bar.Value = status.Done;
                    bar.Description = Markup.Escape($"{title} {Describe(status)}");
                },
                cancellation);
        });

    /// <summary>"running, 120 of 1000, 3.2 images/s, 4 min left".</summary>
    internal static string Describe(JobStatus status)
    {
        var text = $"{status.State.Word()}, {status.Done} of {status.Total}";
        text += status.ImagesPerSecond is { } rate ? $", {rate:G3} images/s" : "";
        return text + (status.SecondsLeft is { } seconds ? $", {Left(TimeSpan.FromSeconds(Math.Min(seconds, 1e8)))} left" : "");
    }

    private static string Left(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => $"{time.TotalSeconds:F0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:F0} min",
        { TotalHours: < 48 } => $"{time.TotalHours:F0} h",
        _ => $"{time.TotalDays:F0} d",
    };
}
