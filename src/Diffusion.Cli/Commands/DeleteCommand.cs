using System.CommandLine;
using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion delete: a job and all its blobs.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The job." };
        var yes = new Option<bool>("--yes") { Description = "Delete without asking." };
        var command = new Command("delete", "Removes a job with all its images and records, after cancelling it where it runs.") { id, yes };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var jobId = parsed.GetRequiredValue(id);
            if (!parsed.GetValue(yes) && (Console.IsInputRedirected || !AnsiConsole.Confirm($"Delete job {Markup.Escape(jobId)} with all its images?", defaultValue: false)))
            {
                throw new CommandException("Nothing was deleted. Say --yes to delete without being asked.");
            }

            var blobs = await services.GetRequiredService<JobDeletion>().DeleteAsync(jobId, cancellation) ?? throw new CommandException($"There is no job {jobId}.");
            AnsiConsole.WriteLine($"{blobs} blobs deleted");
            return 0;
        }));
        return command;
    }
}
