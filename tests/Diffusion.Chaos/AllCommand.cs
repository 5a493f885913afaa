using System.CommandLine;
using Diffusion.Chaos.BadJobs;
using Diffusion.Chaos.Kills;
using Diffusion.Chaos.Load;

namespace Diffusion.Chaos;

/// <summary>`chaos all`, and `chaos` without a word: kills, bad jobs and load, one after the other.</summary>
internal static class AllCommand
{
    public static Command Create(Option<bool> quick, Option<int> seed)
    {
        var command = new Command("all", "Kills, bad jobs and load, one after the other (about as long as all three).");
        command.SetAction(async (arguments, cancellation) =>
        {
            var (isQuick, number) = (arguments.GetValue(quick), arguments.GetValue(seed));
            var status = await KillsCommand.RunAsync((isQuick ? KillsOptions.Quick : new KillsOptions()) with { Seed = number }, cancellation);
            status |= await BadJobsCommand.RunAsync((isQuick ? BadJobsOptions.Quick : new BadJobsOptions()) with { Seed = number }, cancellation);
            return status | await LoadCommand.RunAsync((isQuick ? LoadOptions.Quick : new LoadOptions()) with { Seed = number }, cancellation);
        });
        return command;
    }
}
