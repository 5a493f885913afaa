namespace Diffusion.Runtime.Tests.Models;

/// <summary>A model folder whose files are not ONNX: enough for whatever does not load them.</summary>
internal static class CardFolder
{
    public static ModelCard Write(string root, string name, Func<ModelCard, ModelCard>? change = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "unet.onnx"), "unet");
        File.WriteAllText(Path.Combine(folder, "gradient.onnx"), "gradient");
        var card = new ModelCard
        {
            Name = name,
            Version = "1",
            ImageSize = 8,
            Channels = 3,
            Classes = ["disc", "ring"],
            NullClass = 2,
            Prediction = "v",
            Variance = "fixedSmall",
            Schedule = new ScheduleCard { Name = "cosine", Timesteps = 1000 },
            Files = new ModelFiles
            {
                Unet = ModelFile.Describe(folder, "unet.onnx"),
                ClassifierGradient = ModelFile.Describe(folder, "gradient.onnx"),
            },
            Training = new() { ["seed"] = 42, ["commands"] = new System.Text.Json.Nodes.JsonArray("train unet") },
        };
        card = change?.Invoke(card) ?? card;
        ModelCardJson.Write(card, folder);
        return card;
    }
}
