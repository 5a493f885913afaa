using System.CommandLine;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Samples;

namespace Diffusion.Trainer.Commands;

/// <summary><c>report</c>: the page of a run, made anew from what its folder holds.</summary>
public static class ReportCommand
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run's folder.", Required = true };
        var samples = new Option<bool>("--samples") { Description = "Draw a sheet of a UNet's samples from the newest checkpoint first." };
        var command = new Command("report", "Writes report.html of a run: figures, plots, samples, settings on one page.") { run, samples };
        command.SetAction((result, stop) => Task.FromResult(CommandErrors.Catch(() =>
        {
            var folder = result.GetRequiredValue(run);
            if (result.GetValue(samples))
            {
                var step = new CheckpointFolder(folder).Newest().Checkpoint.Step;
                Console.WriteLine(new SampleSheetFolder(folder).Save(step, new SampleSheet(folder).Draw(stop)));
            }

            Console.WriteLine(RunReport.Write(folder));
            return 0;
        })));
        return command;
    }
}
