using System.CommandLine;

namespace Diffusion.Chaos.BadJobs;

/// <summary>`chaos bad-jobs`.</summary>
internal static class BadJobsCommand
{
    private const int QuickMessages = 200;

    public static Command Create(Option<bool> quick, Option<int> seed)
    {
        var normal = new BadJobsOptions();
        var messages = new Option<int?>("--messages") { Description = $"Messages (default {normal.Messages}, quick {QuickMessages})." };
        var command = new Command("bad-jobs", "Generated bad jobs and random bytes: each is rejected or run, the worker lives, and good jobs in between are done.") { messages };
        command.SetAction(async (arguments, cancellation) =>
        {
            var options = normal with
            {
                Seed = arguments.GetValue(seed),
                Messages = arguments.GetValue(messages) ?? (arguments.GetValue(quick) ? QuickMessages : normal.Messages),
            };
            var result = await new BadJobsRun(options, new Progress(Console.WriteLine)).RunAsync(cancellation);
            return Outcome.Print(options.Seed, result.Problems, result.ToString());
        });
        return command;
    }
}
