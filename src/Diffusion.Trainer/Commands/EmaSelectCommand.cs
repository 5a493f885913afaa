using System.CommandLine;
using Diffusion.Networks;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Evaluation;
using Spectre.Console;

namespace Diffusion.Trainer.Commands;

/// <summary><c>ema select</c>: which average of a run's weights counts, chosen after training.</summary>
public static class EmaSelectCommand
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run's folder.", Required = true };
        var output = new Option<string>("--out") { Description = "A new run's folder: the newest checkpoint with the chosen average. It can be exported, evaluated and resumed as any other.", Required = true };
        var rate = new Option<double?>("--rate") { Description = "One of the run's --ema-rates." };
        var lengths = new Option<double[]>("--length")
        {
            Description = "Relative lengths of power-function averages, put together from the snapshots; of several the one with the least loss is chosen.",
            AllowMultipleArgumentsPerToken = true,
        };
        var data = new DatasetArguments("Where several lengths are compared.", isRequired: false);
        var count = new Option<int>("--images") { Description = "Examples that a length is measured on.", DefaultValueFactory = _ => 1024 };
        var command = new Command("select", "Chooses the average of the weights after training.") { run, output, rate, lengths, count };
        data.AddTo(command);

        command.SetAction(result => CommandErrors.Catch(() =>
        {
            var selection = new AverageSelection(result.GetRequiredValue(run));
            var average = (result.GetValue(rate), result.GetValue(lengths) ?? []) switch
            {
                ({ } one, []) => selection.OfRate(one),
                (null, [var length]) => selection.OfLength(length),
                (null, [_, _, ..] several) when data.IsGiven(result) && result.GetValue(count) > 0 => Best(
                    selection, several, new AverageLoss(selection.Settings, data.ReadFor(result, result.GetRequiredValue(run), selection.Settings)), result.GetValue(count)),
                (null, [_, _, ..]) => throw new TrainerException("Several lengths are compared on a data set. Name it for --data, and set --images to 1 or more."),
                _ => throw new TrainerException("Give --rate, or --length once or several times."),
            };
            selection.Write(average, result.GetRequiredValue(output), RecordedCommand.Of(result));
            Console.WriteLine($"Wrote '{result.GetRequiredValue(output)}'.");
            return 0;
        }));
        return command;
    }

    private static IReadOnlyDictionary<string, NamedTensor> Best(AverageSelection selection, double[] lengths, AverageLoss loss, int count)
    {
        var measured = lengths.Select(length =>
        {
            var average = selection.OfLength(length);
            return (Length: length, Average: average, Loss: loss.Of(average, count));
        }).ToList();
        var best = measured.MinBy(one => one.Loss);

        var table = new Table().AddColumns("relative length", "loss", "");
        foreach (var (length, _, found) in measured)
        {
            table.AddRow($"{length:G4}", $"{found:F6}", length == best.Length ? "chosen" : "");
        }

        AnsiConsole.Write(table);
        return best.Average;
    }
}
