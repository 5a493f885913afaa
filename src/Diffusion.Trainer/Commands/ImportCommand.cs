using System.CommandLine;
using Diffusion.Networks;
using Diffusion.Trainer.Import;

namespace Diffusion.Trainer.Commands;

/// <summary><c>import</c>: checkpoints of guided-diffusion or improved-diffusion become a model's folder.</summary>
public static class ImportCommand
{
    public static Command Create()
    {
        var checkpoint = new Option<string>("--checkpoint") { Description = "The UNet's or upsampler's file: .pt (PyTorch 1.6 or newer) or .safetensors.", Required = true };
        var preset = new Option<string>("--preset") { Description = $"What it is: {Names(NetworkKind.Unet, NetworkKind.Upsampler)}.", Required = true };
        var flags = new Option<string?>("--flags") { Description = "Flags of that project in place of the preset's, such as \"--image_size 64 --num_channels 192\"." };
        var key = new Option<string?>("--key") { Description = "Where the state dict lies in a file that holds more." };
        var classifier = new Option<string?>("--classifier") { Description = "The guiding classifier's file." };
        var classifierPreset = new Option<string?>("--classifier-preset") { Description = $"What it is: {Names(NetworkKind.Classifier)}." };
        var classifierFlags = new Option<string?>("--classifier-flags") { Description = "As --flags, for the classifier." };
        var classes = new Option<string?>("--classes") { Description = "A text file with the labels' names, one a line; without it they are called by their numbers." };
        var folder = new Option<string>("--out") { Description = "The model's folder.", Required = true };
        var name = new Option<string?>("--name") { Description = "The model's name; without it, its folder's." };
        var precision = EngineReport.PrecisionOption();
        var command = new Command("import", "Writes the ONNX files and the card of a model that guided-diffusion or improved-diffusion has trained, and compares both engines.")
        {
            checkpoint, preset, flags, key, classifier, classifierPreset, classifierFlags, classes, folder, name, precision,
        };
        command.SetAction(result => CommandErrors.Catch(() =>
        {
            var unet = new ImportedNetwork(
                result.GetRequiredValue(checkpoint), ImportPreset.Find(result.GetRequiredValue(preset), NetworkKind.Unet, NetworkKind.Upsampler), result.GetValue(flags), result.GetValue(key));
            var guide = Classifier(result.GetValue(classifier), result.GetValue(classifierPreset), result.GetValue(classifierFlags));
            var labels = result.GetValue(classes) is { } file ? File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToList() : null;
            var computed = Precisions.Parse(result.GetRequiredValue(precision));
            var model = Path.TrimEndingDirectorySeparator(Path.GetFullPath(result.GetRequiredValue(folder)));
            return EngineReport.Print(new ModelImport(unet, guide, labels, computed).Write(model, result.GetValue(name) ?? Path.GetFileName(model)), computed);
        }));
        return command;
    }

    private static ImportedNetwork? Classifier(string? file, string? preset, string? flags) => (file, preset) switch
    {
        (null, null) when flags is null => null,
        (null, _) => throw new TrainerException("A classifier's preset or flags are given, but no --classifier. Name its file."),
        (_, null) => throw new TrainerException($"--classifier is given without --classifier-preset. Use one of: {Names(NetworkKind.Classifier)}."),
        _ => new ImportedNetwork(file, ImportPreset.Find(preset, NetworkKind.Classifier), flags),
    };

    private static string Names(params NetworkKind[] kinds) => string.Join(", ", ImportPreset.All.Where(preset => kinds.Contains(preset.Kind)).Select(preset => preset.Name));
}
