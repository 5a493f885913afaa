using System.CommandLine;
using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion redrive: another try for what a job has not got.</summary>
internal static class RedriveCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The job." };
        var command = new Command("redrive", "Puts back the batches of a job that were given up, and those that a cancelled job has not made.") { id };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var jobId = parsed.GetRequiredValue(id);
            var batches = await services.GetRequiredService<JobRedrive>().RedriveAsync(jobId, cancellation)
                ?? throw new CommandException($"There is no job {jobId} that was ever planned. Submit it.");
            AnsiConsole.WriteLine($"{batches} batches are back on the queue");
            return 0;
        }));
        return command;
    }
}
