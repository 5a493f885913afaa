using System.CommandLine;

namespace Diffusion.Chaos.BadJobs;

/// <summary>`chaos bad-jobs`.</summary>
internal static class BadJobsCommand
{
    public static Command Create(Option<bool> quick, Option<int> seed)
    {
        var normal = new BadJobsOptions();
        var messages = new Option<int?>("--messages") { Description = $"Messages (default {normal.Messages}, quick {BadJobsOptions.Quick.Messages})." };
        var command = new Command("bad-jobs", "Generated bad jobs and random bytes: each is rejected or run, the worker lives, and good jobs in between are done.") { messages };
        command.SetAction(async (arguments, cancellation) =>
        {
            var most = arguments.GetValue(quick) ? BadJobsOptions.Quick : normal;
            return await RunAsync(most with { Seed = arguments.GetValue(seed), Messages = arguments.GetValue(messages) ?? most.Messages }, cancellation);
        });
        return command;
    }

    public static async Task<int> RunAsync(BadJobsOptions options, CancellationToken cancellation)
    {
        var result = await new BadJobsRun(options, new Progress(Console.WriteLine)).RunAsync(cancellation);
        return Outcome.Print(options.Seed, result.Problems, result.ToString());
    }
}
