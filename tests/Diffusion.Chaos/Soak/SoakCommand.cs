using System.CommandLine;

namespace Diffusion.Chaos.Soak;

/// <summary>`chaos soak`.</summary>
internal static class SoakCommand
{
    private const double QuickMinutes = 2;

    public static Command Create(Option<bool> quick, Option<int> seed)
    {
        var normal = new SoakOptions();
        var minutes = new Option<double?>("--minutes") { Description = $"How long (default {normal.Time.TotalMinutes}, quick {QuickMinutes})." };
        var command = new Command("soak", "Good and bad jobs of every kind for half an hour: memory stays.") { minutes };
        command.SetAction(async (arguments, cancellation) =>
        {
            var time = arguments.GetValue(minutes) ?? (arguments.GetValue(quick) ? QuickMinutes : normal.Time.TotalMinutes);
            var options = normal with { Seed = arguments.GetValue(seed), Time = TimeSpan.FromMinutes(time) };
            var result = await new SoakRun(options, new Progress(Console.WriteLine)).RunAsync(cancellation);
            return Outcome.Print(options.Seed, result.Problems, result.Lines());
        });
        return command;
    }
}
