using System.CommandLine;

namespace Diffusion.Chaos.Kills;

/// <summary>`chaos kills`.</summary>
internal static class KillsCommand
{
    public static Command Create(Option<bool> quick, Option<int> seed)
    {
        var kills = new Option<int?>("--kills") { Description = $"Worker processes to kill (default {new KillsOptions().Kills}, quick {KillsOptions.Quick.Kills})." };
        var jobs = new Option<int?>("--jobs") { Description = $"Jobs, at least (default {new KillsOptions().Jobs}, quick {KillsOptions.Quick.Jobs})." };
        var restarts = new Option<int?>("--restarts") { Description = $"Restarts of Azurite (default {new KillsOptions().Restarts}, quick {KillsOptions.Quick.Restarts})." };
        var rate = new Option<double?>("--faults") { Description = $"The share of storage requests that fail (default {new KillsOptions().FaultRate})." };
        var command = new Command("kills", "Kills, hangs, restarts, double deliveries, lost leases, wrong clocks and failing requests; then every image must be there once.") { kills, jobs, restarts, rate };
        command.SetAction(async (arguments, cancellation) =>
        {
            var normal = arguments.GetValue(quick) ? KillsOptions.Quick : new KillsOptions();
            var options = normal with
            {
                Seed = arguments.GetValue(seed),
                Kills = arguments.GetValue(kills) ?? normal.Kills,
                Jobs = arguments.GetValue(jobs) ?? normal.Jobs,
                Restarts = arguments.GetValue(restarts) ?? normal.Restarts,
                FaultRate = arguments.GetValue(rate) ?? normal.FaultRate,
            };
            return await RunAsync(options, cancellation);
        });
        return command;
    }

    public static async Task<int> RunAsync(KillsOptions options, CancellationToken cancellation)
    {
        var result = await new KillsRun(options, new Progress(Console.WriteLine)).RunAsync(cancellation);
        return Outcome.Print(options.Seed, result.Comparison.Problems, result.Details, result.ToString());
    }
}
