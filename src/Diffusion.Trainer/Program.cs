using System.CommandLine;
using Diffusion.Trainer.Commands;

var root = new RootCommand("Trains the diffusion model and the classifiers, and exports them.")
{
    new Command("dataset", "Makes and shows data sets.") { DatasetShapesCommand.Create(), DatasetPrepareCommand.Create(), DatasetSheetCommand.Create() },
    new Command("train", "Trains a network.") { TrainCommand.Unet(), TrainCommand.Classifier() },
    new Command("ema", "Averages of the weights.") { EmaSelectCommand.Create() },
    new Command("evaluate", "Measures what was trained.") { EvaluateBpdCommand.Create(), EvaluateImagesCommand.Create(), EvaluateNpzCommand.Create() },
    new Command("fit", "Fits what needs no training.") { FitPriorCommand.Create() },
    ExportCommand.Create(),
    ImportCommand.Create(),
    ReportCommand.Create(),
};

// Ctrl-C and SIGTERM reach the command as a cancelled token; a step and a checkpoint are given their time.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
