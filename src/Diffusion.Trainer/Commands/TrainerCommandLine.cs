using System.CommandLine;

namespace Diffusion.Trainer.Commands;

/// <summary>The trainer's command line, whole.</summary>
public static class TrainerCommandLine
{
    public static RootCommand Create() => new("Trains the diffusion model and the classifiers, and exports them.")
    {
        new Command("dataset", "Makes and shows data sets.") { DatasetShapesCommand.Create(), DatasetPrepareCommand.Create(), DatasetSheetCommand.Create() },
        new Command("train", "Trains a network.") { TrainCommand.Unet(), TrainCommand.Classifier(), TrainCommand.Attributes() },
        new Command("ema", "Averages of the weights.") { EmaSelectCommand.Create() },
        new Command("evaluate", "Measures what was trained.") { EvaluateBpdCommand.Create(), EvaluateImagesCommand.Create(), EvaluateNpzCommand.Create() },
        new Command("sample", "Samples what jobs do not.") { SampleUpsampleCommand.Create() },
        new Command("fit", "Fits what needs no training.") { FitPriorCommand.Create() },
        ExportCommand.Create(),
        ImportCommand.Create(),
        ReportCommand.Create(),
    };
}
