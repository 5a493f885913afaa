using System.CommandLine;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion submit: a job file, or a job from flags.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo?>("job.json") { Description = "The job. Left out: the job is made from the options.", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch") { Description = "Stay and show progress." };
        var flags = new JobFlags();
        var command = new Command("submit", "Puts a job on the queue and prints its id.") { file, watch };
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var request = parsed.GetValue(file) is { } path
                ? Read(await File.ReadAllTextAsync(path.FullName, cancellation))
                : Read(flags.ToJson(parsed));
            var job = await services.GetRequiredService<JobSubmission>().SubmitAsync(request, cancellation);
            AnsiConsole.WriteLine(job.JobId);
            return parsed.GetValue(watch)
                ? await WatchCommand.WatchAsync(services.GetRequiredService<JobWatch>(), job, cancellation)
                : 0;
        }));
        return command;
    }

    private static JobRequest Read(string text)
    {
        var reading = JobReader.Read(text);
        return reading.Problems.Count == 0 && reading.Request is { } request
            ? request
            : throw new CommandException(reading.Problems.Count == 0
                ? "The file refers to a blob. Give the job itself; if it is large it is uploaded."
                : string.Join(Environment.NewLine, reading.Problems));
    }
}
