using System.CommandLine;
using Diffusion.Networks;
using Diffusion.Trainer.Export;

namespace Diffusion.Trainer.Commands;

/// <summary><c>export</c>: runs become a model's folder.</summary>
public static class ExportCommand
{
    public static Command Create()
    {
        var unet = new Option<string>("--unet") { Description = "The UNet's run.", Required = true };
        var weakUnet = new Option<string?>("--weak-unet") { Description = "A worse UNet's run, for autoguidance; without it the weaker UNet that is in --out stays." };
        var classifier = new Option<string?>("--classifier") { Description = "The guiding classifier's run; without it the classifier that is in --out stays." };
        var judge = new Option<string?>("--judge") { Description = "The judge's run; without it the judge that is in --out stays." };
        var attributes = new Option<string?>("--attributes") { Description = "The run of a network of attributes; without it the one that is in --out stays." };
        var prior = new Option<string?>("--prior") { Description = "The folder of a fitted prior; without it the prior that is in --out stays." };
        var data = new Option<string?>("--data") { Description = "The data set, so that the card tells how it was made." };
        var folder = new Option<string>("--out") { Description = "The model's folder.", Required = true };
        var name = new Option<string?>("--name") { Description = "The model's name; without it, its folder's." };
        var precision = EngineReport.PrecisionOption();
        var command = new Command("export", "Writes the ONNX files and the card of a model, and compares both engines.") { unet, weakUnet, classifier, judge, attributes, prior, data, folder, name, precision };
        command.SetAction(result => CommandErrors.Catch(() =>
        {
            var runs = new ExportRuns(result.GetRequiredValue(unet), result.GetValue(classifier), result.GetValue(judge), result.GetValue(data), result.GetValue(prior), result.GetValue(weakUnet), result.GetValue(attributes));
            var model = Path.TrimEndingDirectorySeparator(Path.GetFullPath(result.GetRequiredValue(folder)));
            var computed = Precisions.Parse(result.GetRequiredValue(precision));
            return EngineReport.Print(ModelExport.Write(runs, model, result.GetValue(name) ?? Path.GetFileName(model), computed), computed);
        }));
        return command;
    }
}
