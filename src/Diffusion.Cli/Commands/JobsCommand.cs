using System.CommandLine;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion jobs: every job of the container, with its state.</summary>
internal static class JobsCommand
{
    public static Command Create()
    {
        var state = new Option<JobState?>("--state") { Description = "Only jobs of this state: queued, running, completed, completedWithFailures, failed, rejected or cancelled." };
        var shown = new Option<int>("--top") { Description = "The most jobs that are shown.", DefaultValueFactory = _ => 1000 };
        var command = new Command("jobs", "Lists the jobs, those that were written to last first.") { state, shown };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            // Only those that are shown are kept: a container may have more jobs than memory should hold.
            var (newest, top, all) = (new PriorityQueue<ListedJob, DateTimeOffset>(), parsed.GetValue(shown), 0);
            await foreach (var job in services.GetRequiredService<JobList>().ListAsync(parsed.GetValue(state), cancellation))
            {
                all++;
                newest.Enqueue(job, job.Updated);
                if (newest.Count > top)
                {
                    newest.Dequeue();
                }
            }

            Write([.. newest.UnorderedItems.Select(item => item.Element).OrderByDescending(job => job.Updated)], all);
            return 0;
        }));
        return command;
    }

    private static void Write(IReadOnlyList<ListedJob> shown, int all)
    {
        var table = new Table().AddColumns("job", "state", "images", "failed", "updated");
        foreach (var job in shown)
        {
            table.AddRow(
                new Text(job.JobId), new Text(job.State.Word()), new Text($"{job.Done} of {job.Total}"), new Text(job.Failed == 0 ? "" : $"{job.Failed}"), new Text($"{job.Updated:u}"));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(shown.Count == all ? $"{all} jobs" : $"{shown.Count} of {all} jobs; see more with --top");
    }
}
