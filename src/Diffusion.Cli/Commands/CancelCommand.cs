using System.CommandLine;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion cancel: stops a job. Exit status 0 only where it is cancelled then.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The job." };
        var command = new Command("cancel", "Stops a job within a step; images that are there stay.") { id };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var jobId = parsed.GetRequiredValue(id);
            var status = await services.GetRequiredService<JobCancellation>().CancelAsync(jobId, cancellation) ?? throw new CommandException($"There is no job {jobId}.");
            AnsiConsole.WriteLine($"{status.State.Word()}: {status.Done} of {status.Total} images{(status.Folder is null ? "" : " in " + status.Folder)}");
            return status.State == JobState.Cancelled ? 0 : 1;
        }));
        return command;
    }
}
